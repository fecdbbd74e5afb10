using System.Text.RegularExpressions;
using DittoFs.Web.Hosting.Settings;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Docs;

/// <summary>docs/configuration.md and the settings say the same.</summary>
public sealed partial class ConfigurationPageTests
{
    private static readonly Dictionary<string, string[]> Documented = Repository.ReadText("docs/configuration.md")
        .Split('\n')
        .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
        .Where(cells => cells.Length == 6 && cells[1].StartsWith('`'))
        .ToDictionary(cells => cells[1].Trim('`'), cells => cells);

    public static TheoryData<string> Keys => [.. SettingTable.Rows.Select(row => row.Key)];

    [Fact]
    public void Page_NamesEveryKeyAndNoOther() => Assert.Equal(SettingTable.Rows.Select(row => row.Key).Order(), Documented.Keys.Order());

    [Theory]
    [MemberData(nameof(Keys))]
    public void Row_TellsTheDefaultAndWhatIsAccepted(string key)
    {
        var row = SettingTable.Rows.Single(setting => setting.Key == key);
        var cells = Documented[key];

        // Where the data lie by default depends on the user, so the page tells it in words.
        var expected = key == "DataDirectory" ? cells[2] : $"`{row.Describe(new ServerSettings())}`";
        Assert.Equal((expected, row.Accepts), (cells[2], cells[3]));
        Assert.Equal(SettingMeanings.Of(key), Link().Replace(Aside().Replace(cells[4], ""), "$1").Replace("`", "", StringComparison.Ordinal));
    }

    /// <summary>A link that leads to more, in parentheses: for readers of the page alone.</summary>
    [GeneratedRegex(@" \(\[[^\]]*\]\([^)]*\)\)")]
    private static partial Regex Aside();

    [GeneratedRegex(@"\[([^\]]*)\]\([^)]*\)")]
    private static partial Regex Link();
}
