using DittoFs.Storage.Content.Packing;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Content.Cache;

/// <summary>
/// Keeps stored bytes of frames on this machine: <see cref="DiskCache"/>, or <see cref="NoFrameStore"/>. A cache and nothing more: it may lose anything at any
/// time, promises nothing about what it returns, and its failures are misses.
/// </summary>
internal interface IFrameStore
{
    /// <summary>Fills <paramref name="stored"/>, exactly as long as the frame's stored bytes; false if it is not here. The caller checks the bytes.</summary>
    bool TryRead(FrameKey key, Span<byte> stored);

    /// <summary>The index of a block that has frames here.</summary>
    bool TryGetIndex(BlockId block, out BlockIndex index);

    /// <summary>Keeps a frame that was fetched and checked; the bytes are copied.</summary>
    void Add(BlockIndex index, int frame, ReadOnlyMemory<byte> stored);

    /// <summary>A block's bytes lie in these files of the log, and can be read from there as long as those last.</summary>
    void Note(BlockIndex index, IReadOnlyList<LoggedPiece> pieces);

    /// <summary>Gives up all that is here of a block.</summary>
    void Forget(BlockId block);

    /// <summary>Gives up all files of its own that nobody reads just now. What lies in the log's files stays as long as the log has them.</summary>
    /// <returns>Disk that they took, in bytes.</returns>
    long Evict();
}

/// <summary>Keeps nothing: the disk cache is turned off.</summary>
internal sealed class NoFrameStore : IFrameStore
{
    /// <inheritdoc/>
    public bool TryRead(FrameKey key, Span<byte> stored) => false;

    /// <inheritdoc/>
    public bool TryGetIndex(BlockId block, out BlockIndex index)
    {
        index = null!;
        return false;
    }

    /// <inheritdoc/>
    public void Add(BlockIndex index, int frame, ReadOnlyMemory<byte> stored)
    {
    }

    /// <inheritdoc/>
    public void Note(BlockIndex index, IReadOnlyList<LoggedPiece> pieces)
    {
    }

    /// <inheritdoc/>
    public void Forget(BlockId block)
    {
    }

    /// <inheritdoc/>
    public long Evict() => 0;
}
