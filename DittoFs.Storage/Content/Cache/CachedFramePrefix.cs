using System.Buffers.Binary;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Content.Cache;

/// <summary>
/// What a record of a fetched frame says of its bytes.
/// <code>
/// 0 block 16 | 16 frame 4 | 20 reserved 44
/// </code>
/// </summary>
internal readonly record struct CachedFramePrefix(BlockId Block, int Frame)
{
    /// <summary>The length on disk.</summary>
    public const int Length = 64;

    /// <summary>Writes the prefix.</summary>
    public void Write(Span<byte> destination)
    {
        destination[..Length].Clear();
        Block.Value.TryWriteBytes(destination, bigEndian: true, out _);
        BinaryPrimitives.WriteInt32LittleEndian(destination[16..], Frame);
    }
}
