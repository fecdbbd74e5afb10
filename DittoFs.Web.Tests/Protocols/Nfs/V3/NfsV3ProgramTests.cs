using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using DittoFs.Protocols.Nfs.V3;
using DittoFs.Protocols.Rpc;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Protocols.Nfs.V3;

/// <summary>The table is whole, and source tree and documentation say the same as it does.</summary>
public sealed partial class NfsV3ProgramTests
{
    private static readonly NfsV3Program Program = new(new ScriptedShareCatalog());

    [Fact]
    public void Rows_OfTheTable_AreAllTwentyTwo()
    {
        Assert.Equal(22, Program.Rows.Length);
        Assert.All(Program.Rows, Assert.NotNull);
    }

    [Fact]
    public void Rows_OfTheTable_HaveAFileOfTheirName()
    {
        var folder = Path.Combine(Root(), "DittoFs.Protocols", "Nfs", "V3", "Procedures");
        var files = Directory.GetFiles(folder, "*.cs").Select(file => Path.GetFileNameWithoutExtension(file).ToUpperInvariant());
        Assert.Equal(Program.Rows.Select(row => row!.Name).Order(), files.Order());
    }

    [Fact]
    public void Rows_ThatMutate_AreThoseThatARepetitionWouldHarm() => Assert.Equal(
        ["SETATTR", "WRITE", "CREATE", "MKDIR", "SYMLINK", "MKNOD", "REMOVE", "RMDIR", "RENAME", "LINK"],
        Program.Rows.Where(row => row!.Mutates).Select(row => row!.Name));

    [Fact]
    public void Documentation_OfCoverage_SaysWhatTheTableSays()
    {
        var page = File.ReadAllText(Path.Combine(Root(), "docs", "protocols", "nfs3.md"));
        var documented = CoverageLine().Matches(page).Select(match => $"{match.Groups[1].Value} {match.Groups[2].Value} {match.Groups[3].Value}");
        Assert.Equal(Program.Rows.OfType<RpcProcedureRow>().Select(row => $"{row.Number} {row.Name} {(row.Mutates ? "yes" : "no")}"), documented);
    }

    private static string Root([CallerFilePath] string path = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "..", "..", "..", ".."));

    [GeneratedRegex(@"^\| (\d+) \| ([A-Z]+) \| (yes|no) \|", RegexOptions.Multiline)]
    private static partial Regex CoverageLine();
}
