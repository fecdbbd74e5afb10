using DittoFs.Storage.Shares;
using DittoFs.Web.AdminConsole.Controls;
using DittoFs.Web.Realtime;

namespace DittoFs.Web.Tests.Web.AdminConsole;

public sealed class DataSafetyTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly ConsoleSnapshot Quiet = ConsoleSnapshot.Empty with { Sample = new ConsoleSample { Time = Now }, LogBudgetBytes = 4L << 30 };

    [Fact]
    public void Judge_WithNothingAtRisk_IsOk() => Assert.Equal((State.Ok, "All data safe"), Read(Quiet));

    [Fact]
    public void Judge_WithBytesInTheLog_TellsHowManyAndSinceWhen() =>
        Assert.Equal((State.Busy, "1.00 MiB at risk for 4 s"), Read(AtRisk(Quiet)));

    [Fact]
    public void Judge_WithAFullLog_Warns()
    {
        var full = AtRisk(Quiet);

        Assert.Equal((State.Warning, "Log 85 % full"), Read(full with { Sample = full.Sample with { LogUsedFraction = 0.85 } }));
    }

    [Fact]
    public void Judge_WithAFailingStore_SaysWhatIsLeft() =>
        Assert.Equal((State.Danger, "Store down: 4.00 GiB of log left"), Read(Quiet with { Stores = [new StoreHealth("blocks/export", false, "Can't be reached.")] }));

    [Fact]
    public void Judge_WithAFailingLog_SaysSo() =>
        Assert.Equal((State.Danger, "Log in trouble"), Read(Quiet with { Stores = [new StoreHealth("wal", false, "The log's disk failed.")] }));

    private static ConsoleSnapshot AtRisk(ConsoleSnapshot snapshot) =>
        snapshot with { Sample = snapshot.Sample with { BytesAtRisk = 1 << 20 }, AtRiskSince = Now.AddSeconds(-4) };

    private static (State State, string Text) Read(ConsoleSnapshot snapshot)
    {
        var judged = DataSafety.Judge(snapshot);
        return (judged.State, judged.Text);
    }
}
