using System.Buffers.Binary;
using System.IO.Hashing;
using DittoFs.Storage.Primitives;

namespace DittoFs.SampleStore;

/// <summary>The head of one record of an archive; a block's bytes follow it.</summary>
/// <remarks>
/// <code>
///  0 kind 1 (1: block, 2: deletion) | 1 reserved 7 | 8 block 16 | 24 length 8 | 32 time 8 (ticks, UTC) | 40 CRC-32 of all before 4 | 44 reserved 4
/// </code>
/// </remarks>
/// <param name="IsDeletion">The block is gone from here on.</param>
/// <param name="Block">The block.</param>
/// <param name="Length">How many bytes follow.</param>
/// <param name="Time">When it was put.</param>
internal readonly record struct ArchiveRecord(bool IsDeletion, BlockId Block, long Length, DateTimeOffset Time)
{
    /// <summary>The length of a head.</summary>
    public const int HeadLength = 48;

    private const int CheckedLength = 40;

    /// <summary>Writes the head.</summary>
    public byte[] ToBytes()
    {
        var head = new byte[HeadLength];
        head[0] = IsDeletion ? (byte)2 : (byte)1;
        Block.Value.TryWriteBytes(head.AsSpan(8));
        BinaryPrimitives.WriteInt64LittleEndian(head.AsSpan(24), Length);
        BinaryPrimitives.WriteInt64LittleEndian(head.AsSpan(32), Time.UtcTicks);
        BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(CheckedLength), Crc32.HashToUInt32(head.AsSpan(0, CheckedLength)));
        return head;
    }

    /// <summary>Reads a head; null when it is damaged.</summary>
    public static ArchiveRecord? Read(ReadOnlySpan<byte> head)
    {
        if (head.Length != HeadLength || BinaryPrimitives.ReadUInt32LittleEndian(head[CheckedLength..]) != Crc32.HashToUInt32(head[..CheckedLength]))
        {
            return null;
        }

        var length = BinaryPrimitives.ReadInt64LittleEndian(head[24..]);
        var ticks = BinaryPrimitives.ReadInt64LittleEndian(head[32..]);
        return head[0] is 1 or 2 && length >= 0 && ticks >= 0 && ticks <= DateTimeOffset.MaxValue.UtcTicks
            ? new ArchiveRecord(head[0] == 2, new BlockId(new Guid(head.Slice(8, 16))), length, new DateTimeOffset(ticks, TimeSpan.Zero))
            : null;
    }
}
