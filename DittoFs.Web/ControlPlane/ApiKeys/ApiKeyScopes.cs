namespace DittoFs.Web.ControlPlane.ApiKeys;

/// <summary>The resources that a key can be limited to: first parts of paths below the API's root.</summary>
internal static class ApiKeyScopes
{
    /// <summary>Signing in, and the own account.</summary>
    public const string Sign = "auth";

    /// <summary>The keys themselves.</summary>
    public const string Keys = "api-keys";

    /// <summary>All that can be chosen.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "adapters", "audit", "deleted-shares", "groups", "locks", "mounts", "refusals", "sessions", "settings", "shares", "stores", "system", "users",
    ];
}
