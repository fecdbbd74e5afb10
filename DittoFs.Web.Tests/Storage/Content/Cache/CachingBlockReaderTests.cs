using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using DittoFs.Storage.Blocks.Memory;
using DittoFs.Storage.Content.Cache;
using DittoFs.Storage.Content.Packing;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Threads;
using DittoFs.Web.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using static DittoFs.Storage.Conformance.TestRecords;

namespace DittoFs.Web.Tests.Storage.Content.Cache;

public sealed class CachingBlockReaderTests : IAsyncLifetime
{
    private const int Frame = BlockCodec.FramePlainBytesMax;
    private static readonly ShareId Share = TestRecords.Share(1);
    private static readonly BlockId Id = Block(1);

    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly StorageThreads threads = new(4);
    private readonly FaultyBlockStore store = new(new MemoryBlockStore(TimeProvider.System)) { IsRemote = true };
    private readonly FrameCache memory = new(32 << 20);
    private CachingBlockReader reader = null!;

    private static CancellationToken None => CancellationToken.None;

    public Task InitializeAsync()
    {
        reader = Open(memory);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await reader.DisposeAsync();
        threads.Dispose();
        memory.Dispose();
        await store.DisposeAsync();
        await services.DisposeAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(Frame)]
    [InlineData((2 * Frame) + 7)]
    [InlineData(BlockCodec.PlainBytesMax)]
    public async Task Read_AroundEveryFrameBoundary_ReturnsWhatWasPacked_FromTheStoreAndFromMemory(int length)
    {
        var plain = await PutAsync(length);
        var edges = new[] { 0, 1, Frame - 1, Frame, Frame + 1, 2 * Frame, length - 1, length }.Where(edge => edge >= 0 && edge <= length).Distinct().ToArray();
        foreach (var from in edges)
        {
            foreach (var to in edges.Where(to => to > from))
            {
                Assert.Equal(plain[from..to], await ReadAsync(from, to - from));
                var cached = new byte[to - from];
                Assert.True(reader.TryReadCached(Id, (uint)from, cached));
                Assert.Equal(plain[from..to], cached);
            }
        }
    }

    [Fact]
    public async Task Read_OfAFrameThatManyWant_FetchesItOnce()
    {
        var plain = await PutAsync(3 * Frame);
        await ReadAsync(0, 1);
        var before = store.Reads;
        var (gate, reached) = (new TaskCompletionSource(), new TaskCompletionSource());
        store.Plan(new BlockFault(Gate: gate.Task, Reached: reached));
        var reads = Enumerable.Range(0, 50).Select(i => ReadAsync((2 * Frame) + i, 1000)).ToList();
        await reached.Task;
        gate.SetResult();
        for (var i = 0; i < reads.Count; i++)
        {
            Assert.Equal(plain[((2 * Frame) + i)..((2 * Frame) + i + 1000)], await reads[i]);
        }

        Assert.Equal(1, store.Reads - before);
    }

    [Fact]
    public async Task Read_OfMissingFramesInARow_IsOneCallOfTheStore()
    {
        await PutAsync(8 * Frame);
        await ReadAsync(0, 1);
        var before = store.Reads;
        await ReadAsync(Frame, 7 * Frame);
        Assert.Equal(1, store.Reads - before);
        await ReadAsync(0, 8 * Frame);
        Assert.Equal(1, store.Reads - before);
    }

    [Fact]
    public async Task Read_AfterAFailure_FetchesAgain()
    {
        var plain = await PutAsync(2 * Frame);
        await ReadAsync(0, 1);
        store.Plan(new BlockFault(FsError.Unavailable));
        Assert.Equal(FsError.Unavailable, (await reader.ReadAsync(Id, Frame, new byte[10], None)).Error);
        Assert.Equal(plain[Frame..(Frame + 10)], await ReadAsync(Frame, 10));
    }

    [Fact]
    public async Task Read_BesideADamagedFrame_Succeeds_AndOfItIsCorrupt()
    {
        var plain = RandomNumberGenerator.GetBytes(4 * Frame);
        var builder = new BlockBuilder(Share, Id, new byte[BlockCodec.PlainBytesMax]);
        builder.Append(plain);
        var parts = builder.Finish().Select(static part => part.ToArray()).ToArray();
        parts[1][(2 * Frame) + 77] ^= 1;
        await store.PutAsync(Id, [.. parts.Select(static part => (ReadOnlyMemory<byte>)part)], None);

        Assert.Equal(FsError.Corrupt, (await reader.ReadAsync(Id, 0, new byte[4 * Frame], None)).Error);
        Assert.Equal(plain[(3 * Frame)..], await ReadAsync(3 * Frame, Frame));
        Assert.Equal(plain[..(2 * Frame)], await ReadAsync(0, 2 * Frame));
        Assert.Equal(FsError.Corrupt, (await reader.ReadAsync(Id, (2 * Frame) + 5, new byte[1], None)).Error);
        Assert.False(reader.TryReadCached(Id, 2 * Frame, new byte[1]));
    }

    [Fact]
    public async Task Read_ByOneWhoGivesUp_EndsForHimAndNotForOthers()
    {
        var plain = await PutAsync(Frame);
        await ReadAsync(0, 0 + 1);
        await PutAsync(2, 2 * Frame);
        var (gate, reached) = (new TaskCompletionSource(), new TaskCompletionSource());
        store.Plan(new BlockFault(), new BlockFault(), new BlockFault(), new BlockFault(Gate: gate.Task, Reached: reached));
        using var patience = new CancellationTokenSource();
        var first = reader.ReadAsync(Block(2), 0, new byte[1], patience.Token).AsTask();
        await reached.Task;
        var second = reader.ReadAsync(Block(2), 0, new byte[1], None).AsTask();
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        gate.SetResult();
        Assert.Equal(FsError.None, (await second).Error);
        Assert.Equal(plain, await ReadAsync(0, Frame));
    }

    [Fact]
    public async Task Read_WithAMemoryThatHoldsNothing_IsRightAllTheSame()
    {
        using var tiny = new FrameCache(PageArena.PageLength);
        await using var slow = Open(tiny);
        var plain = await PutAsync((3 * Frame) + 100);
        var read = new byte[plain.Length - 10];
        Assert.Equal(FsError.None, (await slow.ReadAsync(Id, 10, read, None)).Error);
        Assert.Equal(plain[10..], read);
        Assert.InRange(tiny.Bytes, 0, PageArena.PageLength);
    }

    [Fact]
    public async Task Prefetch_BringsFramesIntoMemory()
    {
        var plain = await PutAsync(12 * Frame);
        Assert.Equal(FsError.None, (await reader.PrefetchAsync(Id, Frame + 5, 10 * Frame, None)).Error);
        var cached = new byte[10 * Frame];
        Assert.True(reader.TryReadCached(Id, Frame + 5, cached));
        Assert.Equal(plain[(Frame + 5)..((11 * Frame) + 5)], cached);
        Assert.False(reader.TryReadCached(Id, 0, cached));
    }

    [Fact]
    public async Task Read_OfABlockThatIsNotThere_IsNotFound() =>
        Assert.Equal(FsError.NotFound, (await reader.ReadAsync(Id, 0, new byte[1], None)).Error);

    private CachingBlockReader Open(FrameCache frames) => new(
        store,
        Share,
        new BlockIndexCache(1 << 20),
        frames,
        new NoFrameStore(),
        threads,
        new CacheMetrics(services.GetRequiredService<IMeterFactory>().Create(new MeterOptions("test"))));

    private Task<byte[]> PutAsync(int length) => PutAsync(1, length);

    private async Task<byte[]> PutAsync(int block, int length)
    {
        var plain = RandomNumberGenerator.GetBytes(length);
        var builder = new BlockBuilder(Share, Block(block), new byte[BlockCodec.PlainBytesMax]);
        builder.Append(plain);
        Assert.True((await store.PutAsync(Block(block), builder.Finish(), None)).IsSuccess);
        return plain;
    }

    private async Task<byte[]> ReadAsync(int offset, int length)
    {
        var destination = new byte[length];
        Assert.Equal(FsResult.Success, await reader.ReadAsync(Id, (uint)offset, destination, None));
        return destination;
    }
}
