using System.Runtime.CompilerServices;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Blocks;

/// <summary>
/// Immutable blocks of one share, addressed by id. A block is put whole and once; it is never changed, only deleted.
/// </summary>
/// <remarks>
/// All members may be called at once from many threads. A put that returned success is durable and visible to every later read. Bytes passed in
/// belong to the caller. Errors: <see cref="FsError.NotFound"/> for a block that is not there, <see cref="FsError.NoSpace"/>,
/// <see cref="FsError.Unavailable"/> for a store that is away, <see cref="FsError.InputOutput"/> for the rest. Content is not verified here:
/// <c>Content/Packing/BlockCodec</c> does that for every store.
/// </remarks>
public interface IBlockStore : IAsyncDisposable
{
    /// <summary>True if blocks survive the process.</summary>
    bool IsPersistent { get; }

    /// <summary>True if a read crosses a network, so that what was read is worth keeping in memory and on this machine's disk.</summary>
    bool IsRemote => false;

    /// <summary>Whether the store can be used now, asked as cheaply as that can be known and answered within seconds. A store that is always there is.</summary>
    ValueTask<BlockStoreState> CheckAsync(CancellationToken cancellationToken) => new(default(BlockStoreState));

    /// <summary>Free bytes on what holds the blocks, and its size; null where that is not known or not limited.</summary>
    ValueTask<FsResult<BlockStoreCapacity?>> GetCapacityAsync(CancellationToken cancellationToken);

    /// <summary>Stores a block made of <paramref name="parts"/> one after the other. Putting the same id again with the same bytes is a success.</summary>
    ValueTask<FsResult> PutAsync(BlockId block, IReadOnlyList<ReadOnlyMemory<byte>> parts, CancellationToken cancellationToken);

    /// <summary>
    /// Reads bytes from <paramref name="offset"/> until <paramref name="destination"/> is full or the block ends.
    /// </summary>
    /// <returns>The number of bytes read.</returns>
    ValueTask<FsResult<int>> ReadAsync(BlockId block, long offset, Memory<byte> destination, CancellationToken cancellationToken);

    /// <summary>
    /// Fills <paramref name="destination"/> from <paramref name="offset"/> only if that takes no waiting; else false, with undefined content. A socket's thread
    /// may call it.
    /// </summary>
    bool TryReadCached(BlockId block, long offset, Span<byte> destination) => false;

    /// <summary>The block's length in bytes.</summary>
    ValueTask<FsResult<long>> GetLengthAsync(BlockId block, CancellationToken cancellationToken);

    /// <summary>Removes a block. One that is not there is a success.</summary>
    ValueTask<FsResult> DeleteAsync(BlockId block, CancellationToken cancellationToken);

    /// <summary>
    /// Removes what puts have left that began before <paramref name="begunBefore"/>, by the store's clock, and did not end. One that is still under way may fail
    /// by it with <see cref="FsError.Unavailable"/>. A store whose puts leave nothing has nothing to do.
    /// </summary>
    ValueTask<FsResult> RemoveUnfinishedAsync(DateTimeOffset begunBefore, CancellationToken cancellationToken) => new(FsResult.Success);

    /// <summary>
    /// Removes all blocks of the share and whatever else the store keeps of it; only to be disposed of afterwards. May be repeated on a store that was opened again
    /// after an attempt that did not end.
    /// </summary>
    ValueTask<FsResult> EraseAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Lists all blocks of the share, in no special order, without those that are being put.
    /// </summary>
    /// <exception cref="IOException">The listing could not be completed; what it has returned by then may not be all.</exception>
    IAsyncEnumerable<BlockListing> ListAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Lists the blocks of the share whose ids, written as 32 hexadecimal digits, begin with <paramref name="prefix"/>. A store that can find them without looking at all
    /// others has its own; this one looks at all.
    /// </summary>
    /// <exception cref="IOException">The listing could not be completed; what it has returned by then may not be all.</exception>
    async IAsyncEnumerable<BlockListing> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var block in ListAsync(cancellationToken).WithCancellation(cancellationToken))
        {
            if (block.Block.ToString().StartsWith(prefix, StringComparison.Ordinal))
            {
                yield return block;
            }
        }
    }
}

/// <summary>How a store is.</summary>
/// <param name="Error">What keeps it from being used; <see cref="FsError.None"/> for a store that can be.</param>
/// <param name="Detail">What is wrong and what to do, where the store knows more than the error says.</param>
public readonly record struct BlockStoreState(FsError Error, string? Detail = null);

/// <summary>One block of a listing.</summary>
/// <param name="Block">Its id.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="CreateTime">When it was put, by the store's clock.</param>
public readonly record struct BlockListing(BlockId Block, long Length, DateTimeOffset CreateTime);

/// <summary>Room in what holds the blocks, in bytes.</summary>
public readonly record struct BlockStoreCapacity(long BytesTotal, long BytesFree);
