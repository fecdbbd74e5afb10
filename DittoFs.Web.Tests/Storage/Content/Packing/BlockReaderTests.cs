using System.Security.Cryptography;
using CsCheck;
using DittoFs.Storage.Blocks.Memory;
using DittoFs.Storage.Content.Packing;
using DittoFs.Storage.Primitives;
using DittoFs.Web.Tests.Support;
using static DittoFs.Storage.Conformance.TestRecords;

namespace DittoFs.Web.Tests.Storage.Content.Packing;

public sealed class BlockReaderTests : IAsyncLifetime
{
    private const int Frame = BlockCodec.FramePlainBytesMax;
    private static readonly ShareId Share = TestRecords.Share(1);
    private static readonly BlockId Id = Block(1);
    private readonly BlockIndexCache indexes = new(1 << 20);
    private FaultyBlockStore store = null!;
    private BlockReader reader = null!;

    private static CancellationToken None => CancellationToken.None;

    public Task InitializeAsync()
    {
        var faulty = new FaultyBlockStore(new MemoryBlockStore(TimeProvider.System));
        store = faulty;
        reader = new BlockReader(faulty, Share, indexes);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync() => await store.DisposeAsync();

    [Theory]
    [InlineData(1)]
    [InlineData(Frame - 1)]
    [InlineData(Frame)]
    [InlineData(Frame + 1)]
    [InlineData((2 * Frame) + 7)]
    [InlineData(BlockCodec.PlainBytesMax)]
    public async Task Read_AroundEveryFrameBoundary_ReturnsWhatWasPacked(int length)
    {
        var plain = await PutAsync(length);
        var edges = new[] { 0, 1, Frame - 1, Frame, Frame + 1, (2 * Frame) - 1, 2 * Frame, length - 1, length }.Where(edge => edge >= 0 && edge <= length).Distinct().Order().ToArray();
        foreach (var from in edges)
        {
            foreach (var to in edges.Where(to => to >= from))
            {
                await AssertReadAsync(plain, from, to - from);
            }
        }
    }

    [Fact]
    public async Task Read_OfRandomRangesFromManyReaders_ReturnsWhatWasPacked()
    {
        var plain = await PutAsync((5 * Frame) + 1234);
        var ranges = Gen.Select(Gen.Int[0, plain.Length - 1], Gen.Int[0, 2 * Frame]).Array[200].Single();
        await Parallel.ForEachAsync(ranges, async (range, _) =>
        {
            var length = Math.Min(range.Item2, plain.Length - range.Item1);
            await AssertReadAsync(plain, range.Item1, length);
        });
    }

    [Theory]
    [InlineData(101, 0)]
    [InlineData(100, 1)]
    [InlineData(0, 101)]
    [InlineData(uint.MaxValue, 100)]
    public async Task Read_BeyondTheBlocksEnd_IsCorrupt(uint offset, int length)
    {
        await PutAsync(100);
        Assert.Equal(FsError.Corrupt, (await reader.ReadAsync(Id, offset, new byte[length], None)).Error);
        await ReadAsync(0, 100);
        Assert.Equal(FsError.Corrupt, (await reader.ReadAsync(Id, offset, new byte[length], None)).Error);
    }

    [Fact]
    public async Task Read_OfABlockThatIsNotThere_IsNotFound() =>
        Assert.Equal(FsError.NotFound, (await reader.ReadAsync(Id, 0, new byte[1], None)).Error);

    [Fact]
    public async Task Read_OfACheckedFrame_IsOneRangeOfTheStoreAndAllocatesNothing()
    {
        var plain = new MemoryBlockStore(TimeProvider.System);
        await using var direct = plain;
        var builder = Build(RandomNumberGenerator.GetBytes(3 * Frame));
        await plain.PutAsync(Id, builder.Finish(), None);
        var fast = new BlockReader(plain, Share, indexes);
        var destination = new byte[(2 * Frame) + 100];
        Assert.True((await fast.ReadAsync(Id, 50, destination, None)).IsSuccess);

        Assert.Equal(0, MeasureAllocation(() => CompletesAtOnce(fast.ReadAsync(Id, 50, destination, None))));
    }

    [Fact]
    public async Task Read_CallsTheStoreAsOftenAsNeeded()
    {
        await PutAsync(4 * Frame);
        await AssertCallsAsync(4, Frame, 2 * Frame);
        await AssertCallsAsync(1, Frame + 5, Frame + 5);
        await AssertCallsAsync(1, 7, 1);
        await AssertCallsAsync(1, 8, 1);
        await AssertCallsAsync(2, 0, (3 * Frame) + 1);
        await AssertCallsAsync(1, 0, 4 * Frame);
        reader.Forget(Id);
        await AssertCallsAsync(4, 0, 4 * Frame);
    }

    [Fact]
    public async Task Read_WhenTheStoreFails_AnswersItsErrorAndRecovers()
    {
        var plain = await PutAsync(2 * Frame);
        for (var failing = 0; failing < 5; failing++)
        {
            store.Plan([.. Enumerable.Repeat(new BlockFault(), failing), new BlockFault(FsError.Unavailable)]);
            Assert.Equal(FsError.Unavailable, (await reader.ReadAsync(Id, 10, new byte[Frame], None)).Error);
            reader.Forget(Id);
        }

        await AssertReadAsync(plain, 10, Frame);
    }

    [Fact]
    public async Task Read_ThatTheStoreAnswersLater_CompletesThen()
    {
        var plain = await PutAsync(1000);
        await ReadAsync(0, 1000);
        var gate = new TaskCompletionSource();
        store.Plan(new BlockFault(Gate: gate.Task));
        var destination = new byte[500];
        var pending = reader.ReadAsync(Id, 500, destination, None);
        Assert.False(pending.IsCompleted);
        gate.SetResult();
        Assert.True((await pending).IsSuccess);
        Assert.Equal(plain[500..], destination);
    }

    [Fact]
    public async Task Indexes_BeyondTheirBudget_AreDroppedAndLoadedAgain()
    {
        var small = new BlockReader(store, Share, new BlockIndexCache(500));
        for (var round = 0; round < 2; round++)
        {
            for (var number = 1; number <= 5; number++)
            {
                var builder = new BlockBuilder(Share, Block(number), new byte[1]);
                builder.Append([(byte)number]);
                await store.PutAsync(Block(number), builder.Finish(), None);
                var read = new byte[1];
                Assert.True((await small.ReadAsync(Block(number), 0, read, None)).IsSuccess);
                Assert.Equal(number, read[0]);
            }
        }
    }

    private static bool CompletesAtOnce(ValueTask<FsResult> read) => read.IsCompletedSuccessfully && read.Result.IsSuccess;

    private static long MeasureAllocation(Func<bool> work)
    {
        var succeeded = work();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            succeeded &= work();
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(succeeded);
        return allocated;
    }

    private static BlockBuilder Build(byte[] plain)
    {
        var builder = new BlockBuilder(Share, Id, new byte[plain.Length]);
        builder.Append(plain);
        return builder;
    }

    private async Task<byte[]> PutAsync(int length)
    {
        var plain = RandomNumberGenerator.GetBytes(length);
        var builder = Build(plain);
        Assert.True((await store.PutAsync(Id, builder.Finish(), None)).IsSuccess);
        return plain;
    }

    private async Task<byte[]> ReadAsync(int offset, int length)
    {
        var destination = new byte[length];
        Assert.Equal(FsResult.Success, await reader.ReadAsync(Id, (uint)offset, destination, None));
        return destination;
    }

    private async Task AssertReadAsync(byte[] plain, int offset, int length)
    {
        var read = await ReadAsync(offset, length);
        Assert.True(plain.AsSpan(offset, length).SequenceEqual(read));
    }

    private async Task AssertCallsAsync(int expected, int offset, int length)
    {
        var before = store.Calls;
        await ReadAsync(offset, length);
        Assert.Equal(expected, store.Calls - before);
    }
}
