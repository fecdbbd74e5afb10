using System.Buffers.Binary;
using System.IO.Hashing;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Content.Wal;

/// <summary>What a log record holds. The values are stored: never renumber.</summary>
internal enum WalRecordKind : byte
{
    /// <summary>Bytes of a file, with the attributes that the write gave it.</summary>
    Data = 1,

    /// <summary>An encoded <see cref="Metadata.MutationBatch"/> of a share on the embedded store, whose watermark counts for all such shares.</summary>
    Metadata = 2,

    /// <summary>Nothing more in this segment: the log goes on in the next.</summary>
    SegmentEnd = 3,

    /// <summary>Stored bytes of a frame that was fetched from a block store. In files of the disk cache only.</summary>
    Frame = 4,

    /// <summary>An encoded <see cref="Metadata.MutationBatch"/> of a share whose metadata store knows by itself how far that share is.</summary>
    ShareMetadata = 5,
}

/// <summary>
/// The header of a log record. Records follow each other in a segment at multiples of 8 bytes:
/// <code>
///  0 magic 4 "DREC" | 4 kind 1 | 5 version 1 | 6 prefix length 2 | 8 payload length 4 | 12 reserved 4
/// 16 sequence 8 | 24 generation 8 (the segment's: what was left from its earlier use has another)
/// 32 share 16 | 48 durable sequence 8 (everything up to it was synced when this record was made)
/// 56 payload CRC-32 4 | 60 header CRC-32 4 (over header and prefix, itself as 0)
/// 64 prefix … | payload … | padding to 8
/// </code>
/// All numbers little-endian. The durable sequence tells a torn tail from damage: a record that cannot be read although a later one says it
/// was synced has been damaged.
/// </summary>
internal readonly record struct WalRecordHeader(
    WalRecordKind Kind, int PrefixLength, int PayloadLength, ulong Sequence, ulong Generation, ShareId Share, ulong DurableSequence, uint PayloadChecksum)
{
    /// <summary>The length of the header.</summary>
    public const int Length = 64;

    /// <summary>The longest prefix.</summary>
    public const int PrefixLengthMax = 64;

    /// <summary>The longest payload: a transfer of 8 MiB and some room.</summary>
    public const int PayloadLengthMax = 9 << 20;

    /// <summary>"DREC", the first bytes of every record.</summary>
    public const uint Magic = 0x43455244;

    private const byte Version = 1;

    /// <summary>The bytes that the record takes in its segment.</summary>
    public int TotalLength => GetTotalLength(PrefixLength, PayloadLength);

    /// <summary>The bytes that a record of these lengths takes in its segment.</summary>
    public static int GetTotalLength(int prefixLength, int payloadLength) => (Length + prefixLength + payloadLength + 7) & ~7;

    /// <summary>The checksum that guards a payload.</summary>
    public static uint ComputePayloadChecksum(ReadOnlySpan<byte> payload) => Crc32.HashToUInt32(payload);

    /// <summary>Writes the header in front of the prefix that stands at offset 64 of <paramref name="record"/> already.</summary>
    public void Write(Span<byte> record)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(record, Magic);
        record[4] = (byte)Kind;
        record[5] = Version;
        BinaryPrimitives.WriteUInt16LittleEndian(record[6..], (ushort)PrefixLength);
        BinaryPrimitives.WriteInt32LittleEndian(record[8..], PayloadLength);
        BinaryPrimitives.WriteInt32LittleEndian(record[12..], 0);
        BinaryPrimitives.WriteUInt64LittleEndian(record[16..], Sequence);
        BinaryPrimitives.WriteUInt64LittleEndian(record[24..], Generation);
        Share.Value.TryWriteBytes(record[32..]);
        BinaryPrimitives.WriteUInt64LittleEndian(record[48..], DurableSequence);
        BinaryPrimitives.WriteUInt32LittleEndian(record[56..], PayloadChecksum);
        BinaryPrimitives.WriteUInt32LittleEndian(record[60..], ComputeHeaderChecksum(record, PrefixLength));
    }

    /// <summary>Reads the header at the start of <paramref name="record"/>, which holds the prefix too; false for anything that is not exactly one.</summary>
    public static bool TryRead(ReadOnlySpan<byte> record, out WalRecordHeader header)
    {
        header = default;
        if (record.Length < Length || BinaryPrimitives.ReadUInt32LittleEndian(record) != Magic || record[5] != Version)
        {
            return false;
        }

        int prefixLength = BinaryPrimitives.ReadUInt16LittleEndian(record[6..]);
        var payloadLength = BinaryPrimitives.ReadInt32LittleEndian(record[8..]);
        if (prefixLength > PrefixLengthMax || payloadLength is < 0 or > PayloadLengthMax || record.Length < Length + prefixLength
            || BinaryPrimitives.ReadUInt32LittleEndian(record[60..]) != ComputeHeaderChecksum(record, prefixLength))
        {
            return false;
        }

        header = new WalRecordHeader(
            (WalRecordKind)record[4],
            prefixLength,
            payloadLength,
            BinaryPrimitives.ReadUInt64LittleEndian(record[16..]),
            BinaryPrimitives.ReadUInt64LittleEndian(record[24..]),
            new ShareId(new Guid(record.Slice(32, 16))),
            BinaryPrimitives.ReadUInt64LittleEndian(record[48..]),
            BinaryPrimitives.ReadUInt32LittleEndian(record[56..]));
        return true;
    }

    private static uint ComputeHeaderChecksum(ReadOnlySpan<byte> record, int prefixLength)
    {
        Span<byte> covered = stackalloc byte[Length + PrefixLengthMax];
        covered = covered[..(Length + prefixLength)];
        record[..covered.Length].CopyTo(covered);
        covered.Slice(60, 4).Clear();
        return Crc32.HashToUInt32(covered);
    }
}
