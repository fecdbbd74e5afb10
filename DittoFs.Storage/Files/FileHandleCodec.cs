using System.Buffers.Binary;
using System.Security.Cryptography;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Files;

/// <summary>
/// Makes and checks the handles of one share.
/// <code>
/// 0 version 1 | 1 share 8 | 9 node 8 | 17 generation 4 | 21 tag 8 (HMAC-SHA-256 of bytes 0 to 21, cut)
/// </code>
/// Big-endian. Node ids are never reused, so the generation is always 1; it has its place for a store that must reuse them.
/// </summary>
internal sealed class FileHandleCodec(ShareId share, ReadOnlyMemory<byte> key)
{
    private const byte Version = 1;
    private const uint Generation = 1;
    private const int TagOffset = 21;

    /// <summary>The eight bytes that name the share in its handles.</summary>
    public ulong ShareKey { get; } = GetShareKey(share);

    /// <summary>The eight bytes that name <paramref name="share"/> in handles.</summary>
    public static ulong GetShareKey(ShareId share)
    {
        Span<byte> bytes = stackalloc byte[16];
        share.Value.TryWriteBytes(bytes, bigEndian: true, out _);
        return BinaryPrimitives.ReadUInt64BigEndian(bytes) ^ BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
    }

    /// <summary>Reads what can be read without the share's key; false for bytes that are no handle of ours.</summary>
    public static bool TryParse(ReadOnlySpan<byte> handle, out ulong shareKey, out NodeId node, out ulong tag)
    {
        (shareKey, node, tag) = (0, default, 0);
        if (handle.Length != FileHandle.BytesLength || handle[0] != Version || BinaryPrimitives.ReadUInt32BigEndian(handle[17..]) != Generation)
        {
            return false;
        }

        shareKey = BinaryPrimitives.ReadUInt64BigEndian(handle[1..]);
        node = new NodeId(BinaryPrimitives.ReadUInt64BigEndian(handle[9..]));
        tag = BinaryPrimitives.ReadUInt64BigEndian(handle[TagOffset..]);
        return true;
    }

    /// <summary>The tag of the handle of <paramref name="node"/>.</summary>
    public ulong ComputeTag(NodeId node)
    {
        Span<byte> message = stackalloc byte[TagOffset];
        WriteBody(node, message);
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key.Span, message, hash);
        return BinaryPrimitives.ReadUInt64BigEndian(hash);
    }

    /// <summary>Writes the handle of <paramref name="node"/> with its <paramref name="tag"/>.</summary>
    public int Write(NodeId node, ulong tag, Span<byte> destination)
    {
        WriteBody(node, destination);
        BinaryPrimitives.WriteUInt64BigEndian(destination[TagOffset..], tag);
        return FileHandle.BytesLength;
    }

    private void WriteBody(NodeId node, Span<byte> destination)
    {
        destination[0] = Version;
        BinaryPrimitives.WriteUInt64BigEndian(destination[1..], ShareKey);
        BinaryPrimitives.WriteUInt64BigEndian(destination[9..], node.Value);
        BinaryPrimitives.WriteUInt32BigEndian(destination[17..], Generation);
    }
}
