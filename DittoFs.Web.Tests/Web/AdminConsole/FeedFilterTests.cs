using DittoFs.Web.AdminConsole.Pages.Feed;
using DittoFs.Web.Realtime;

namespace DittoFs.Web.Tests.Web.AdminConsole;

public sealed class FeedFilterTests
{
    private static readonly FeedEvent Mount = new(1, DateTimeOffset.UnixEpoch, FeedKind.Mount, FeedLevel.Good, "10.0.0.7 mounted /export", "export", "10.0.0.7");

    [Theory]
    [InlineData("", null, false, true)]
    [InlineData("EXPORT", null, false, true)]
    [InlineData(" 10.0.0 ", null, false, true)]
    [InlineData("backup", null, false, false)]
    [InlineData("", FeedKind.Mount, false, true)]
    [InlineData("", FeedKind.Flush, false, false)]
    [InlineData("", null, true, false)]
    public void Matches_OfAMount_HeedsEveryPart(string text, FeedKind? kind, bool onlyProblems, bool expected) =>
        Assert.Equal(expected, new FeedFilter(text, kind, onlyProblems).Matches(Mount));

    [Fact]
    public void Matches_OnlyProblems_ShowsWarningsAndDanger()
    {
        var filter = FeedFilter.None with { OnlyProblems = true };

        Assert.True(filter.Matches(Mount with { Level = FeedLevel.Warning }));
        Assert.True(filter.Matches(Mount with { Level = FeedLevel.Danger }));
    }
}
