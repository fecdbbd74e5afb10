using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using DittoFs.Protocols.Smb.Commands;

namespace DittoFs.Web.Tests.Protocols.Smb.Commands;

public sealed partial class CommandTableTests
{
    [Fact]
    public void Rows_StandAtTheirNumbers() =>
        Assert.Equal(Enumerable.Range(0, 19), new CommandTable().Rows.Select(row => (int)row.Number));

    [Fact]
    public void Documentation_OfCoverage_SaysWhatTheTableSays()
    {
        var page = File.ReadAllText(Path.Combine(Root(), "docs", "protocols", "smb.md"));
        var documented = CoverageLine().Matches(page).Select(match => $"{match.Groups[1].Value} {match.Groups[2].Value} {match.Groups[3].Value}");

        // CANCEL has no response, so the connection itself takes it.
        Assert.Equal(
            new CommandTable().Rows.Select(row => $"{row.Number} {row.Name} {(row.Command is not null || row.Number == CommandTable.Cancel ? "yes" : "no")}"), documented);
    }

    private static string Root([CallerFilePath] string path = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "..", "..", "..", ".."));

    [GeneratedRegex(@"^\| (\d+) \| ([A-Za-z]+) \| (yes|no) \|", RegexOptions.Multiline)]
    private static partial Regex CoverageLine();
}
