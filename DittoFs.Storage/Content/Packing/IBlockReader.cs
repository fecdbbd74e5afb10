using DittoFs.Storage.Content.Wal;
using DittoFs.Storage.Diagnostics;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Content.Packing;

/// <summary>
/// Reads plain bytes out of the blocks of one share and never returns one that did not pass its check: <see cref="BlockReader"/> for stores on this
/// machine, <see cref="Cache.CachingBlockReader"/> for those behind a network.
/// </summary>
/// <remarks>All members may be called at once from many threads.</remarks>
internal interface IBlockReader : IAsyncDisposable
{
    /// <summary>Where what was read came from; null for a store on this machine, which needs no cache.</summary>
    CacheReads? Reads { get; }

    /// <summary>Fills <paramref name="destination"/> with the block's plain bytes from <paramref name="plainOffset"/> on.</summary>
    /// <returns>
    /// <see cref="FsError.Corrupt"/> when the block fails a check or ends before the range does, <see cref="FsError.NotSupported"/> for a block of a
    /// newer format, or what the store answered. After a failure the destination holds nothing of use.
    /// </returns>
    ValueTask<FsResult> ReadAsync(BlockId block, uint plainOffset, Memory<byte> destination, CancellationToken cancellationToken);

    /// <summary>
    /// Fills <paramref name="destination"/> only if its frames were checked before and that takes no waiting; else false, with undefined content. A socket's
    /// thread may call it.
    /// </summary>
    bool TryReadCached(BlockId block, uint plainOffset, Span<byte> destination);

    /// <summary>
    /// Makes it likely that <see cref="TryReadCached"/> succeeds for the range soon. It only ever fills caches of blocks, which are immutable: what files
    /// hold is not touched.
    /// </summary>
    /// <returns>What a read would answer. Success, too, when <paramref name="cancellationToken"/> ended it early.</returns>
    ValueTask<FsResult> PrefetchAsync(BlockId block, uint plainOffset, int length, CancellationToken cancellationToken);

    /// <summary>The store has the block of <paramref name="index"/>, and the log still has what it was made of: nothing need be fetched for a read of it.</summary>
    /// <param name="index">The block's frames.</param>
    /// <param name="pieces">All of its bytes, in order, where they lie in the log.</param>
    void Stored(BlockIndex index, IReadOnlyList<LoggedPiece> pieces);

    /// <summary>Drops what is known of a block that is deleted.</summary>
    void Forget(BlockId block);
}

/// <summary>Bytes of a block that lie in a file of the log, too.</summary>
/// <param name="Segment">The file.</param>
/// <param name="Offset">Where in the file.</param>
/// <param name="Length">How many.</param>
internal readonly record struct LoggedPiece(WalSegment Segment, long Offset, int Length);
