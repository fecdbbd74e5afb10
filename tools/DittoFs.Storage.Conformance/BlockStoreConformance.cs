using System.Security.Cryptography;
using DittoFs.Storage.Blocks;
using DittoFs.Storage.Primitives;
using static DittoFs.Storage.Conformance.TestRecords;

namespace DittoFs.Storage.Conformance;

/// <summary>What every <see cref="IBlockStore"/> does. An implementation derives, opens a store, and passes unchanged.</summary>
[Trait("Category", "Conformance")]
public abstract class BlockStoreConformance : IAsyncLifetime
{
    /// <summary>The store under test.</summary>
    protected IBlockStore Store { get; private set; } = null!;

    protected static CancellationToken None => CancellationToken.None;

    /// <inheritdoc/>
    public async Task InitializeAsync() => Store = await OpenStoreAsync();

    /// <inheritdoc/>
    public virtual async Task DisposeAsync() => await Store.DisposeAsync();

    /// <summary>Opens a store that has no blocks, or the one that this test opened before.</summary>
    protected abstract Task<IBlockStore> OpenStoreAsync();

    /// <summary>Closes the store and opens it again.</summary>
    protected async Task ReopenAsync()
    {
        await Store.DisposeAsync();
        Store = await OpenStoreAsync();
    }

    [Fact]
    public async Task EveryOperation_OnABlockThatIsNotThere_SaysSo()
    {
        Assert.Equal(FsError.NotFound, (await Store.ReadAsync(Block(1), 0, new byte[1], None)).Error);
        Assert.Equal(FsError.NotFound, (await Store.GetLengthAsync(Block(1), None)).Error);
        Assert.Equal(FsResult.Success, await Store.DeleteAsync(Block(1), None));
        Assert.Empty(await ListAsync());
    }

    [Fact]
    public async Task TryReadCached_WhenItAnswers_HasTheBytesAndNeverReadsPastTheEnd()
    {
        var bytes = RandomNumberGenerator.GetBytes(10_000);
        await PutAsync(Block(1), bytes);
        await Store.ReadAsync(Block(1), 0, new byte[10_000], None);
        var read = new byte[3_000];
        if (Store.TryReadCached(Block(1), 5_000, read))
        {
            Assert.Equal(bytes[5_000..8_000], read);
        }

        Assert.False(Store.TryReadCached(Block(1), 8_000, read));
        Assert.False(Store.TryReadCached(Block(2), 0, read));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4095)]
    [InlineData(4096)]
    [InlineData(4097)]
    [InlineData((1 << 20) + 1)]
    [InlineData(17 << 20)]
    public async Task Put_OfAnyLength_ReadsBackWhole(int length)
    {
        var bytes = RandomNumberGenerator.GetBytes(length);
        await PutAsync(Block(1), bytes);

        Assert.Equal(length, (await Store.GetLengthAsync(Block(1), None)).Value);
        var read = new byte[length + 10];
        Assert.Equal(length, (await Store.ReadAsync(Block(1), 0, read, None)).Value);
        Assert.True(bytes.AsSpan().SequenceEqual(read.AsSpan(0, length)));
        Assert.True(read.AsSpan(length).SequenceEqual(new byte[10]));
    }

    [Fact]
    public async Task Put_OfManyParts_StoresThemOneAfterTheOther()
    {
        var parts = Enumerable.Range(0, 2000).Select(static i => (ReadOnlyMemory<byte>)Enumerable.Repeat((byte)i, i % 7).ToArray()).ToArray();
        Assert.Equal(FsResult.Success, await Store.PutAsync(Block(1), parts, None));
        await AssertContentAsync(Block(1), [.. parts.SelectMany(static part => part.ToArray())]);
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(0, 100, 100)]
    [InlineData(1, 98, 98)]
    [InlineData(99, 5, 1)]
    [InlineData(100, 5, 0)]
    [InlineData(101, 5, 0)]
    [InlineData(long.MaxValue / 2, 5, 0)]
    public async Task Read_OfARange_EndsAtTheBlocksEnd(long offset, int wanted, int expected)
    {
        var bytes = Enumerable.Range(0, 100).Select(static i => (byte)i).ToArray();
        await PutAsync(Block(1), bytes);
        var read = new byte[wanted];
        Assert.Equal(expected, (await Store.ReadAsync(Block(1), offset, read, None)).Value);
        Assert.Equal(bytes.Skip((int)Math.Min(offset, 100)).Take(expected), read.Take(expected));
    }

    [Fact]
    public async Task Put_OfABlockThatIsThere_Succeeds()
    {
        var bytes = RandomNumberGenerator.GetBytes(5000);
        await PutAsync(Block(1), bytes);
        await AssertContentAsync(Block(1), bytes);
        await PutAsync(Block(1), bytes);
        await AssertContentAsync(Block(1), bytes);
        Assert.Single(await ListAsync());
    }

    [Fact]
    public async Task Delete_OfABlock_RemovesItAndOnlyIt()
    {
        await PutAsync(Block(1), [1]);
        await PutAsync(Block(2), [2]);
        await AssertContentAsync(Block(1), [1]);
        Assert.Equal(FsResult.Success, await Store.DeleteAsync(Block(1), None));
        Assert.Equal(FsResult.Success, await Store.DeleteAsync(Block(1), None));
        Assert.Equal(FsError.NotFound, (await Store.ReadAsync(Block(1), 0, new byte[1], None)).Error);
        await AssertContentAsync(Block(2), [2]);
        Assert.Equal(Block(2), Assert.Single(await ListAsync()).Block);
    }

    [Fact]
    public async Task Put_AfterADelete_ShowsTheNewBytes()
    {
        await PutAsync(Block(1), [1, 1, 1]);
        await AssertContentAsync(Block(1), [1, 1, 1]);
        await Store.DeleteAsync(Block(1), None);
        await PutAsync(Block(1), [2, 2]);
        await AssertContentAsync(Block(1), [2, 2]);
    }

    [Fact]
    public async Task List_ReturnsEveryBlockWithItsLength()
    {
        for (var i = 1; i <= 300; i++)
        {
            await PutAsync(new BlockId(Guid.NewGuid()), new byte[i]);
        }

        var listing = await ListAsync();
        Assert.Equal(Enumerable.Range(1, 300).Select(static i => (long)i), listing.Select(static block => block.Length).Order());
        Assert.Equal(300, listing.Select(static block => block.Block).Distinct().Count());
        Assert.All(listing, static block => Assert.True(block.CreateTime > DateTimeOffset.UnixEpoch));
    }

    [Fact]
    public async Task Capacity_WhereKnown_IsSane()
    {
        var capacity = await Store.GetCapacityAsync(None);
        Assert.True(capacity.IsSuccess);
        Assert.True(capacity.Value is null or { BytesTotal: > 0 });
        Assert.True(capacity.Value is null || capacity.Value.Value.BytesFree <= capacity.Value.Value.BytesTotal);
    }

    [Fact]
    public async Task ManyAtOnce_PuttingReadingAndDeleting_DoNotDisturbEachOther()
    {
        await Parallel.ForEachAsync(Enumerable.Range(1, 64), async (number, _) =>
        {
            var bytes = RandomNumberGenerator.GetBytes(1000 + number);
            for (var round = 0; round < 5; round++)
            {
                await PutAsync(Block(number), bytes);
                await AssertContentAsync(Block(number), bytes);
                Assert.Equal(FsResult.Success, await Store.DeleteAsync(Block(number), None));
                Assert.Equal(FsError.NotFound, (await Store.ReadAsync(Block(number), 0, new byte[1], None)).Error);
            }
        });
        Assert.Empty(await ListAsync());
    }

    [Fact]
    public async Task ManyAtOnce_PuttingTheSameBlock_LeaveItWhole()
    {
        var bytes = RandomNumberGenerator.GetBytes(100_000);
        await Parallel.ForEachAsync(Enumerable.Range(1, 32), async (_, _) => await PutAsync(Block(1), bytes));
        await AssertContentAsync(Block(1), bytes);
        Assert.Single(await ListAsync());
    }

    [Fact]
    public async Task Erase_RemovesEverything_AndMayBeRepeated()
    {
        for (var number = 1; number <= 40; number++)
        {
            await PutAsync(Block(number), new byte[number * 100]);
        }

        Assert.Equal(FsResult.Success, await Store.EraseAsync(None));
        await ReopenAsync();
        Assert.Empty(await ListAsync());
        Assert.Equal(FsResult.Success, await Store.EraseAsync(None));
        await ReopenAsync();
        await PutAsync(Block(1), new byte[10]);
        Assert.Single(await ListAsync());
    }

    protected async Task PutAsync(BlockId block, byte[] bytes)
    {
        var middle = bytes.Length / 2;
        Assert.Equal(FsResult.Success, await Store.PutAsync(block, [bytes.AsMemory(0, middle), bytes.AsMemory(middle)], None));
    }

    protected async Task AssertContentAsync(BlockId block, byte[] expected)
    {
        var read = new byte[expected.Length + 1];
        var result = await Store.ReadAsync(block, 0, read, None);
        Assert.Equal(FsError.None, result.Error);
        Assert.True(expected.AsSpan().SequenceEqual(read.AsSpan(0, result.Value)));
    }

    protected async Task<List<BlockListing>> ListAsync()
    {
        var listing = new List<BlockListing>();
        await foreach (var block in Store.ListAsync(None))
        {
            listing.Add(block);
        }

        return listing;
    }
}
