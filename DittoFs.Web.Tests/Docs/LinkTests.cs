using System.Text.RegularExpressions;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Docs;

/// <summary>What the documentation points at exists.</summary>
public sealed partial class LinkTests
{
    public static TheoryData<string> Pages => [.. Repository.Files("*.md").Select(Repository.Relative)];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Links_LeadToFiles(string page)
    {
        var folder = Path.GetDirectoryName(Path.Combine(Repository.Root, page))!;
        var targets = Link().Matches(Repository.ReadText(page)).Select(match => match.Groups["target"].Value);

        Assert.DoesNotContain(targets, target => !target.Contains("://", StringComparison.Ordinal) && !Path.Exists(Path.Combine(folder, target)));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void SourceFiles_ThatAreNamedByPath_Exist(string page)
    {
        var paths = SourcePath().Matches(Repository.ReadText(page)).Select(match => match.Groups["path"].Value);

        Assert.DoesNotContain(paths, path => !Path.Exists(Path.Combine(Repository.Root, path)));
    }

    [GeneratedRegex(@"\]\((?<target>[^)#\s]+)(#[^)]*)?\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"`(?<path>(DittoFs\.[A-Za-z.]+|e2e|bench|deploy|docs)/[A-Za-z0-9./_-]+)`")]
    private static partial Regex SourcePath();
}
