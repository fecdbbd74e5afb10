using DittoFs.Web.Realtime;

namespace DittoFs.Web.Tests.Web.Realtime;

public sealed class ConsoleHistoryTests
{
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Since_WithinTheHour_GivesEverySecond()
    {
        var history = Fill(seconds: 100);

        var last = history.Since(Start.AddSeconds(90));

        Assert.Equal(Enumerable.Range(91, 10).Select(second => Start.AddSeconds(second)), last.Select(sample => sample.Time));
    }

    [Fact]
    public void Since_BeforeTheFirstSecondOfAYoungServer_GivesEverySecond() => Assert.Equal(100, Fill(seconds: 100).Since(Start.AddDays(-1)).Count);

    [Fact]
    public void Since_BeyondTheHour_GivesStepsOfTenSeconds()
    {
        var history = Fill(seconds: ConsoleHistory.FineCountMax + 1000);

        var all = history.Since(Start);

        Assert.Equal((ConsoleHistory.FineCountMax + 1000) / ConsoleHistory.CoarseSeconds, all.Count);
        Assert.Equal(TimeSpan.FromSeconds(ConsoleHistory.CoarseSeconds), all[1].Time - all[0].Time);
    }

    [Fact]
    public void Add_PastADay_DropsTheOldest()
    {
        var history = Fill(seconds: (ConsoleHistory.CoarseCountMax + 5) * ConsoleHistory.CoarseSeconds);

        Assert.Equal(ConsoleHistory.CoarseCountMax, history.Since(Start).Count);
    }

    [Fact]
    public void Summarize_KeepsPeaksOfLevelsAndAveragesRates()
    {
        var summary = ConsoleSample.Summarize(
        [
            new ConsoleSample { Time = Start, CallsPerSecond = 10, TailSeconds = 5, BytesAtRisk = 100 },
            new ConsoleSample { Time = Start.AddSeconds(1), CallsPerSecond = 30, TailSeconds = 1, BytesAtRisk = 0 },
        ]);

        Assert.Equal((Start.AddSeconds(1), 20, 5, 100), (summary.Time, summary.CallsPerSecond, summary.TailSeconds, summary.BytesAtRisk));
    }

    private static ConsoleHistory Fill(int seconds)
    {
        var history = new ConsoleHistory();
        for (var second = 1; second <= seconds; second++)
        {
            history.Add(new ConsoleSample { Time = Start.AddSeconds(second) });
        }

        return history;
    }
}
