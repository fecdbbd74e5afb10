using DittoFs.Web.Realtime;
using Microsoft.Extensions.Time.Testing;

namespace DittoFs.Web.Tests.Web.Realtime;

public sealed class ConsoleFeedTests
{
    private readonly ConsoleFeed feed = new(new FakeTimeProvider());

    [Fact]
    public void After_AnId_GivesWhatIsYounger()
    {
        feed.Add(FeedKind.Share, FeedLevel.Good, "one");
        feed.Add(FeedKind.Share, FeedLevel.Good, "two");

        Assert.Equal(["two"], feed.After(1).Select(entry => entry.Text));
    }

    [Fact]
    public void Add_PastTheBound_DropsTheOldest()
    {
        for (var number = 0; number < ConsoleFeed.EventsMax + 3; number++)
        {
            feed.Add(FeedKind.Share, FeedLevel.Normal, "event");
        }

        var kept = feed.After(0);
        Assert.Equal(ConsoleFeed.EventsMax, kept.Count);
        Assert.Equal(4, kept[0].Id);
    }
}
