using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Blocks.Memory;

/// <summary>Blocks of one share in memory: gone when the process ends.</summary>
internal sealed class MemoryBlockStore(TimeProvider clock) : IBlockStore
{
    private readonly ConcurrentDictionary<BlockId, StoredBlock> blocks = new();

    /// <inheritdoc/>
    public bool IsPersistent => false;

    /// <inheritdoc/>
    public ValueTask<FsResult<BlockStoreCapacity?>> GetCapacityAsync(CancellationToken cancellationToken) => new(default(FsResult<BlockStoreCapacity?>));

    /// <inheritdoc/>
    public ValueTask<FsResult> PutAsync(BlockId block, IReadOnlyList<ReadOnlyMemory<byte>> parts, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var bytes = GC.AllocateUninitializedArray<byte>(parts.Sum(static part => part.Length));
        var offset = 0;
        foreach (var part in parts)
        {
            part.CopyTo(bytes.AsMemory(offset));
            offset += part.Length;
        }

        blocks[block] = new StoredBlock(bytes, clock.GetUtcNow());
        return new(FsResult.Success);
    }

    /// <inheritdoc/>
    public bool TryReadCached(BlockId block, long offset, Span<byte> destination)
    {
        if (!blocks.TryGetValue(block, out var stored) || offset + destination.Length > stored.Bytes.Length)
        {
            return false;
        }

        stored.Bytes.AsSpan((int)offset, destination.Length).CopyTo(destination);
        return true;
    }

    /// <inheritdoc/>
    public ValueTask<FsResult<int>> ReadAsync(BlockId block, long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        if (!blocks.TryGetValue(block, out var stored))
        {
            return new(FsError.NotFound);
        }

        var length = (int)Math.Clamp(stored.Bytes.Length - offset, 0, destination.Length);
        stored.Bytes.AsSpan((int)Math.Min(offset, stored.Bytes.Length), length).CopyTo(destination.Span);
        return new(length);
    }

    /// <inheritdoc/>
    public ValueTask<FsResult<long>> GetLengthAsync(BlockId block, CancellationToken cancellationToken) =>
        new(blocks.TryGetValue(block, out var stored) ? (FsResult<long>)stored.Bytes.LongLength : FsError.NotFound);

    /// <inheritdoc/>
    public ValueTask<FsResult> DeleteAsync(BlockId block, CancellationToken cancellationToken)
    {
        blocks.TryRemove(block, out _);
        return new(FsResult.Success);
    }

    /// <inheritdoc/>
    public ValueTask<FsResult> EraseAsync(CancellationToken cancellationToken)
    {
        blocks.Clear();
        return new(FsResult.Success);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<BlockListing> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await ValueTask.CompletedTask;
        foreach (var (block, stored) in blocks)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return new BlockListing(block, stored.Bytes.LongLength, stored.CreateTime);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        blocks.Clear();
        return ValueTask.CompletedTask;
    }

    private sealed record StoredBlock(byte[] Bytes, DateTimeOffset CreateTime);
}
