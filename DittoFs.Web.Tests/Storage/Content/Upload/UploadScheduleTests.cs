using DittoFs.Storage.Content;
using DittoFs.Storage.Content.Packing;
using DittoFs.Storage.Content.Upload;
using Microsoft.Extensions.Time.Testing;

namespace DittoFs.Web.Tests.Storage.Content.Upload;

public sealed class UploadScheduleTests
{
    private const long Block = BlockCodec.PlainBytesMax;
    private static readonly LogPressure Calm = new(0.1, 0);
    private readonly FakeTimeProvider clock = new() { AutoAdvanceAmount = TimeSpan.Zero };
    private readonly DirtyAges ages;
    private readonly UploadSchedule schedule;
    private long calls;

    public UploadScheduleTests()
    {
        ages = new DirtyAges(clock);
        schedule = new UploadSchedule(ages, new ForegroundLoad(() => calls, clock), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void Next_WhatFillsABlock_GoesWhenItHasRested()
    {
        Write(1, Block);
        Assert.Null(schedule.Next(Calm, 0));
        Pass(3);
        Write(2, 100);
        Assert.Equal(new UploadOrder(1, Partial: false), schedule.Next(Calm, 0));
        Assert.Null(schedule.Next(Calm, Block));
    }

    [Fact]
    public void Next_WhatFillsNoBlock_WaitsUntilItIsOld()
    {
        Write(1, 100);
        Pass(29);
        Write(2, 100);
        Assert.Null(schedule.Next(Calm, 0));
        Pass(1);
        Assert.Equal(new UploadOrder(1, Partial: true), schedule.Next(Calm, 0));
        Assert.Null(schedule.Next(Calm, 100));
    }

    [Fact]
    public void Next_WhenTheLogIsHalfFull_TakesWhatHasNotRested()
    {
        Write(10, Block);
        Assert.Equal(new UploadOrder(ulong.MaxValue, Partial: false), schedule.Next(new LogPressure(0.5, 9), 0));
    }

    [Fact]
    public void Next_WhenTheLogIsHalfFull_SendsAnUnfilledBlockOnlyForTheOldestSegment()
    {
        Write(10, 100);
        Assert.Null(schedule.Next(new LogPressure(0.9, 9), 0));
        Assert.Equal(new UploadOrder(ulong.MaxValue, Partial: true), schedule.Next(new LogPressure(0.9, 10), 0));
        Assert.Null(schedule.Next(new LogPressure(0.9, 10), 100));
    }

    [Theory]
    [InlineData(0.1, 1)]
    [InlineData(0.5, 1)]
    [InlineData(0.625, 5)]
    [InlineData(0.74, 10)]
    [InlineData(0.8, 10)]
    public void Parallel_WhileClientsAreBusy_GrowsWithTheLog(double used, int parallel)
    {
        Write(1, Block);
        Assert.Equal(10, schedule.GetParallel(new LogPressure(used, 0), 10));
        BeBusy();
        Assert.Equal(parallel, schedule.GetParallel(new LogPressure(used, 0), 10));
    }

    [Fact]
    public void Pause_IsTheClientsShareWhileTheyAreBusyAndNothingPresses()
    {
        var second = TimeSpan.FromSeconds(1);
        Write(1, Block);
        Assert.Equal(TimeSpan.Zero, schedule.GetPause(Calm, second));
        BeBusy();
        Assert.Equal(TimeSpan.FromSeconds(3), schedule.GetPause(Calm, second));
        Assert.Equal(TimeSpan.FromSeconds(3), schedule.GetPause(Calm, 100 * second));
        Assert.Equal(TimeSpan.Zero, schedule.GetPause(new LogPressure(0.5, 0), second));
        Pass(30);
        BeBusy();
        Assert.Equal(TimeSpan.Zero, schedule.GetPause(Calm, second));
    }

    [Fact]
    public void Clients_WhoCallNowAndThen_AreNotBusy()
    {
        Write(1, Block);
        calls += 10;
        Pass(1);
        Assert.Equal(10, schedule.GetParallel(Calm, 10));
    }

    private void Write(ulong sequence, long bytes) => ages.Add(sequence, bytes, TimeSpan.Zero);

    private void Pass(double seconds) => clock.Advance(TimeSpan.FromSeconds(seconds));

    private void BeBusy()
    {
        calls += 1000;
        Pass(0.25);
    }
}
