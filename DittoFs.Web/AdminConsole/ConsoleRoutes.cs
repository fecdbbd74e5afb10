namespace DittoFs.Web.AdminConsole;

/// <summary>A page that the navigation leads to.</summary>
/// <param name="Path">Relative to the console's root.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Icon">Its icon.</param>
internal sealed record ConsolePage(string Path, string Name, string Icon);

/// <summary>The pages of the console, in the groups of the navigation.</summary>
internal static class ConsoleRoutes
{
    /// <summary>Where one signs in, relative to the console's root.</summary>
    public const string SignIn = "sign-in";

    /// <summary>Where stores and the first share are set up, once there is an administrator, relative to the console's root.</summary>
    public const string FirstShare = "start";

    /// <summary>What an address shows that leads nowhere.</summary>
    public const string NotFound = "/not-found";

    /// <summary>What happens; where the bytes are; who may; what the server does.</summary>
    public static IReadOnlyList<IReadOnlyList<ConsolePage>> Groups { get; } =
    [
        [
            new("", "Overview", "overview"), new("feed", "Live feed", "feed"), new("sessions", "Sessions", "session"), new("open-files", "Open files", "lock"),
            new("shares", "Shares", "share"), new("refusals", "Refusals", "rule"),
        ],
        [new("stores", "Stores", "store"), new("cache", "Cache & WAL", "cache"), new("collection", "Garbage collection", "broom")],
        [new("users", "Users", "user"), new("groups", "Groups", "group"), new("api-keys", "API keys", "key")],
        [new("adapters", "Adapters", "adapter"), new("settings", "Settings", "settings"), new("audit", "Audit", "audit"), new("logs", "Logs", "logs"), new("backup", "Backup", "store")],
    ];

    /// <summary>What there is for accounts that only use shares.</summary>
    public static IReadOnlyList<ConsolePage> Own { get; } = [new("my-shares", "My shares", "share"), new("me", "My account", "user")];

    /// <summary>Pages that other places lead to.</summary>
    public static IReadOnlyList<ConsolePage> Others { get; } = [.. Own, new("about", "About", "info"), new("start", "Set-up", "compass")];

    /// <summary>Whether a page shows an account only what is its own.</summary>
    public static bool IsForEverybody(Type? page) => page == typeof(Pages.Account.MyShares) || page == typeof(Pages.Account.Me);

    /// <summary>The page that a path belongs to, or null.</summary>
    public static ConsolePage? Find(string path)
    {
        var first = path.Split('?', '#')[0].Trim('/').Split('/')[0];
        return Groups.SelectMany(group => group).Concat(Others).FirstOrDefault(page => page.Path.Equals(first, StringComparison.OrdinalIgnoreCase));
    }
}
