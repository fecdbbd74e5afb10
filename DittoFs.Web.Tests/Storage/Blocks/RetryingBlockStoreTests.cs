using DittoFs.Storage.Blocks;
using DittoFs.Storage.Blocks.Decorators;
using DittoFs.Storage.Blocks.Memory;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Conformance;
using DittoFs.Web.Tests.Support;
using Microsoft.Extensions.Time.Testing;
using static DittoFs.Storage.Conformance.TestRecords;

namespace DittoFs.Web.Tests.Storage.Blocks;

public sealed class RetryingBlockStoreTests : BlockStoreConformance
{
    private static readonly BlockFault Away = new(FsError.Unavailable);
    private readonly FakeTimeProvider clock = new() { AutoAdvanceAmount = TimeSpan.Zero };
    private readonly FixedRandom random = new() { Value = 0.5 };
    private FaultyBlockStore faulty = null!;

    protected override Task<IBlockStore> OpenStoreAsync()
    {
        var inner = new FaultyBlockStore(new MemoryBlockStore(TimeProvider.System));
        faulty = inner;
        return Task.FromResult<IBlockStore>(new RetryingBlockStore(inner, new RetryingBlockStoreOptions(), clock, random));
    }

    [Fact]
    public async Task Put_ThatFailsTwice_SucceedsAtTheThirdTry()
    {
        faulty.Plan(Away, new BlockFault(FsError.InputOutput));
        Assert.Equal(FsResult.Success, await WhileTimePasses(Store.PutAsync(Block(1), [new byte[3]], None)));
        Assert.Equal(3, faulty.Calls);
        await AssertContentAsync(Block(1), new byte[3]);
    }

    [Fact]
    public async Task Put_WhoseReplyWasLost_SucceedsAndStoresItOnce()
    {
        faulty.Plan(new BlockFault(FsError.Unavailable, ReplyLost: true));
        Assert.Equal(FsResult.Success, await WhileTimePasses(Store.PutAsync(Block(1), [new byte[3]], None)));
        Assert.Single(await ListAsync());
    }

    [Fact]
    public async Task Read_ThatKeepsFailing_GivesUpAfterTheLastTry()
    {
        faulty.Plan(Away, Away, Away, new BlockFault(FsError.InputOutput), Away);
        Assert.Equal(FsError.InputOutput, (await WhileTimePasses(Store.ReadAsync(Block(1), 0, new byte[1], None))).Error);
        Assert.Equal(4, faulty.Calls);
    }

    [Theory]
    [InlineData(FsError.NotFound)]
    [InlineData(FsError.NoSpace)]
    [InlineData(FsError.Corrupt)]
    public async Task Failure_ThatTimeDoesNotHeal_IsAnsweredAtOnce(FsError error)
    {
        faulty.Plan(new BlockFault(error));
        Assert.Equal(error, (await Store.DeleteAsync(Block(1), None)).Error);
        Assert.Equal(1, faulty.Calls);
    }

    [Fact]
    public async Task Wait_BeforeATry_EndsWithTheCall()
    {
        using var cancellation = new CancellationTokenSource();
        faulty.Plan(Away);
        var pending = Store.GetLengthAsync(Block(1), cancellation.Token).AsTask();
        Assert.False(pending.IsCompleted);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pending);
    }

    [Fact]
    public void Wait_BeforeATry_GrowsAndStaysBelowItsLimit()
    {
        random.Value = 0.95;
        faulty.Plan(Away, Away, Away);
        var pending = Store.DeleteAsync(Block(1), None).AsTask();
        foreach (var milliseconds in new[] { 100, 200, 400 })
        {
            clock.Advance(TimeSpan.FromMilliseconds(milliseconds * 0.9));
            Assert.False(pending.IsCompleted);
            clock.Advance(TimeSpan.FromMilliseconds((milliseconds * 0.1) + 1));
        }

        Assert.True(SpinWait.SpinUntil(() => pending.IsCompleted, TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task Wait_BeforeATry_MayBeNone()
    {
        random.Value = 0;
        faulty.Plan(Away, Away, Away);
        Assert.Equal(FsResult.Success, await Store.DeleteAsync(Block(1), None));
        Assert.Equal(4, faulty.Calls);
    }

    private async Task<TResult> WhileTimePasses<TResult>(ValueTask<TResult> pending)
    {
        var task = pending.AsTask();
        while (!task.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        return await task;
    }

    /// <summary>A source of one number, since how long a wait is must not be left to chance here.</summary>
    private sealed class FixedRandom() : Random(1)
    {
        public double Value { get; set; }

        public override double NextDouble() => Value;
    }
}
