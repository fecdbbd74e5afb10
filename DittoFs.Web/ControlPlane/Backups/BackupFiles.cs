using System.Text.RegularExpressions;

namespace DittoFs.Web.ControlPlane.Backups;

/// <summary>The files of the data directory that a backup holds beside the database.</summary>
internal static partial class BackupFiles
{
    private static readonly string[] Names = ["server-guid", "token-signing-key"];

    /// <summary>Those that are there, each with its name in a backup.</summary>
    public static IEnumerable<(string Name, string Path)> FindIn(string dataDirectory)
    {
        var keys = Path.Combine(dataDirectory, "keys");
        var cookies = Directory.Exists(keys) ? Directory.EnumerateFiles(keys, "*.xml").Select(path => $"keys/{Path.GetFileName(path)}") : [];
        return Names.Where(name => File.Exists(Path.Combine(dataDirectory, name))).Concat(cookies).Where(name => PathOf(dataDirectory, name) is not null).Select(name => (name, Path.Combine(dataDirectory, name)));
    }

    /// <summary>Where a file of a backup belongs; null for a name that no backup has.</summary>
    public static string? PathOf(string dataDirectory, string name) => Names.Contains(name) || CookieKey().IsMatch(name) ? Path.Combine(dataDirectory, name) : null;

    [GeneratedRegex(@"\Akeys/key-[0-9a-f-]+\.xml\z")]
    private static partial Regex CookieKey();
}
