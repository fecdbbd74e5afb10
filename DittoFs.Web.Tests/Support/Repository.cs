namespace DittoFs.Web.Tests.Support;

/// <summary>The source tree that the tests were built from.</summary>
internal static class Repository
{
    private static readonly string[] GeneratedFolders = ["bin", "obj", ".git", "artifacts", "TestResults", "node_modules", "Migrations", "publish", ".vs", ".idea"];

    /// <summary>The folder of <c>DittoFs.sln</c>.</summary>
    public static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    /// <summary>All files that people wrote whose name matches <paramref name="pattern"/>.</summary>
    public static IEnumerable<string> Files(string pattern) => FilesBelow(Root, pattern);

    /// <summary>The text of a file at <paramref name="path"/> below the root.</summary>
    public static string ReadText(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>A path as messages show it.</summary>
    public static string Relative(string path) => Path.GetRelativePath(Root, path);

    private static IEnumerable<string> FilesBelow(string folder, string pattern) => Directory.EnumerateDirectories(folder)
        .Where(child => !GeneratedFolders.Contains(Path.GetFileName(child)))
        .SelectMany(child => FilesBelow(child, pattern))
        .Concat(Directory.EnumerateFiles(folder, pattern));

    private static string FindRoot(string folder) => File.Exists(Path.Combine(folder, "DittoFs.sln"))
        ? folder
        : FindRoot(Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("The tests do not run below a folder with DittoFs.sln."));
}
