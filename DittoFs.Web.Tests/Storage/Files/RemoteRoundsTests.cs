using DittoFs.Storage.Files;
using DittoFs.Storage.Primitives;
using Microsoft.Extensions.Time.Testing;

namespace DittoFs.Web.Tests.Storage.Files;

/// <summary>Rounds that bring to stores what callers wait for.</summary>
public sealed class RemoteRoundsTests
{
    private readonly FakeTimeProvider clock = new();
    private readonly Queue<TaskCompletionSource<FsResult>> settling = [];
    private readonly Queue<TaskCompletionSource> beginning = [];
    private ulong lastSequence = 7;
    private int settles;

    [Fact]
    public async Task Callers_WithinTheWindow_ShareARound()
    {
        var rounds = Make(default);
        var (first, second) = (rounds.WaitAsync(), rounds.WaitAsync());
        Assert.Equal(0, settles);
        var settle = Expect();
        clock.Advance(RemoteRounds.Window);
        await settle.Begun;
        settle.Done.SetResult(FsResult.Success);
        Assert.True((await first).IsSuccess);
        Assert.True((await second).IsSuccess);
        Assert.Equal(1, settles);
        Assert.True(rounds.IsSettled(7));
        Assert.False(rounds.IsSettled(8));
    }

    [Fact]
    public async Task Caller_WhoComesWhenARoundHasBegun_WaitsForTheNext_WhichBeginsAfterIt()
    {
        var rounds = Make(default);
        var first = rounds.WaitAsync();
        var settle = Expect();
        clock.Advance(RemoteRounds.Window);
        await settle.Begun;
        lastSequence = 8;
        var second = rounds.WaitAsync();
        clock.Advance(RemoteRounds.Window);
        Assert.Equal(1, settles);
        var next = Expect();
        settle.Done.SetResult(FsResult.Success);
        Assert.True((await first).IsSuccess);
        Assert.False(rounds.IsSettled(8));
        await next.Begun;
        Assert.False(second.IsCompleted);
        next.Done.SetResult(FsResult.Success);
        Assert.True((await second).IsSuccess);
        Assert.True(rounds.IsSettled(8));
    }

    [Fact]
    public async Task Round_WhileStoresAreAway_TriesThemAgain_AndAsksToComeAgainInTheEnd()
    {
        var rounds = Make(default);
        var waiting = rounds.WaitAsync();
        var settle = Expect();
        clock.Advance(RemoteRounds.Window);
        await settle.Begun;
        var again = Expect();
        settle.Done.SetResult(FsError.Unavailable);
        await AdvanceUntil(again.Begun);
        Assert.False(waiting.IsCompleted);
        clock.Advance(RemoteRounds.PatienceMax);
        again.Done.SetResult(FsError.InputOutput);
        Assert.Equal(FsError.Unavailable, (await waiting).Error);
        Assert.False(rounds.IsSettled(1));
    }

    [Fact]
    public async Task Stop_LetsEverybodyGo()
    {
        using var closing = new CancellationTokenSource();
        var rounds = Make(closing.Token);
        var waiting = rounds.WaitAsync();
        await closing.CancelAsync();
        Assert.Equal(FsError.Unavailable, (await waiting).Error);
        Assert.Equal(FsError.Unavailable, (await rounds.WaitAsync()).Error);
        Assert.Equal(0, settles);
    }

    private RemoteRounds Make(CancellationToken closing) => new(SettleAsync, () => lastSequence, clock, closing);

    private (Task Begun, TaskCompletionSource<FsResult> Done) Expect()
    {
        var (begun, done) = (new TaskCompletionSource(), new TaskCompletionSource<FsResult>());
        beginning.Enqueue(begun);
        settling.Enqueue(done);
        return (begun.Task, done);
    }

    private Task<FsResult> SettleAsync(CancellationToken cancellationToken)
    {
        settles++;
        beginning.Dequeue().SetResult();
        return settling.Dequeue().Task;
    }

    /// <summary>The pause before the next try begins when the one before has ended, on another thread.</summary>
    private async Task AdvanceUntil(Task done)
    {
        while (!done.IsCompleted)
        {
            clock.Advance(TimeSpan.FromMilliseconds(250));
            await Task.Yield();
        }
    }
}
