using System.Text.Json;
using DittoFs.Storage.Files;
using DittoFs.Storage.Primitives;

namespace DittoFs.Web.ControlPlane.Access;

/// <summary>The words that the API has for rules, verdicts and protocols.</summary>
internal static class AccessWords
{
    /// <summary>All rules that can refuse something.</summary>
    public static IReadOnlyList<string> Rules { get; } = [.. Enum.GetValues<AccessRule>().Where(rule => rule != AccessRule.None).Select(Of)];

    /// <summary>A rule.</summary>
    public static string Of(AccessRule rule) => Kebab(rule.ToString());

    /// <summary>A verdict.</summary>
    public static string Of(AccessVerdict verdict) => Kebab(verdict.ToString());

    /// <summary>An answer.</summary>
    public static string Of(FsError error) => Kebab(error.ToString());

    /// <summary>A protocol, by the name of its server.</summary>
    public static string Of(FileProtocol protocol) => protocol switch
    {
        FileProtocol.Nfs3 => Adapters.NfsAdapter.ServerName,
        FileProtocol.Smb => Adapters.SmbAdapter.ServerName,
        FileProtocol.Internal => "internal",
    };

    private static string Kebab(string name) => JsonNamingPolicy.KebabCaseLower.ConvertName(name);
}
