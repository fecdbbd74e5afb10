using System.Buffers.Binary;
using System.IO.Hashing;
using DittoFs.Storage.Metadata;
using DittoFs.Storage.Primitives;

namespace DittoFs.SampleStore;

/// <summary>One transaction in a journal: batches, what they charge, and the log's sequence that they bring the store to.</summary>
/// <remarks>
/// <code>
///  0 length 4 of all behind the head | 4 CRC-32 of that 4
///  8 applied sequence 8 | batches
/// batch:  share 16 | length 4 | number of charges 4 | entries, as MutationBatch draws them | charges
/// charge: uid 4 | bytes 8 | nodes 8
/// </code>
/// All numbers are little-endian.
/// </remarks>
internal static class JournalRecord
{
    /// <summary>The length of a record's head.</summary>
    public const int HeadLength = 8;

    private const int BatchHeadLength = 24;
    private const int ChargeLength = 20;

    /// <summary>Writes a record.</summary>
    public static byte[] ToBytes(IReadOnlyList<MutationBatch> batches, ulong appliedSequence)
    {
        var record = new byte[HeadLength + 8 + batches.Sum(static batch => BatchHeadLength + batch.Encoded.Length + (batch.Charges.Count * ChargeLength))];
        BinaryPrimitives.WriteUInt64LittleEndian(record.AsSpan(HeadLength), appliedSequence);
        var rest = record.AsSpan(HeadLength + 8);
        foreach (var batch in batches)
        {
            batch.Share.Value.TryWriteBytes(rest);
            BinaryPrimitives.WriteInt32LittleEndian(rest[16..], batch.Encoded.Length);
            BinaryPrimitives.WriteInt32LittleEndian(rest[20..], batch.Charges.Count);
            batch.Encoded.Span.CopyTo(rest[BatchHeadLength..]);
            rest = rest[(BatchHeadLength + batch.Encoded.Length)..];
            foreach (var charge in batch.Charges)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(rest, charge.Uid);
                BinaryPrimitives.WriteInt64LittleEndian(rest[4..], charge.Bytes);
                BinaryPrimitives.WriteInt64LittleEndian(rest[12..], charge.Nodes);
                rest = rest[ChargeLength..];
            }
        }

        BinaryPrimitives.WriteInt32LittleEndian(record, record.Length - HeadLength);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(4), Crc32.HashToUInt32(record.AsSpan(HeadLength)));
        return record;
    }

    /// <summary>The record at an offset without its head; null when there is no whole one.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public static byte[]? Read(AppendFile journal, long offset)
    {
        Span<byte> head = stackalloc byte[HeadLength];
        if (journal.Read(offset, head) != HeadLength)
        {
            return null;
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(head);
        if (length < 8 || length > journal.Length - offset - HeadLength)
        {
            return null;
        }

        var body = new byte[length];
        return journal.Read(offset + HeadLength, body) == length && BinaryPrimitives.ReadUInt32LittleEndian(head[4..]) == Crc32.HashToUInt32(body) ? body : null;
    }

    /// <summary>The sequence of a record whose checksum was verified.</summary>
    public static ulong ReadSequence(ReadOnlySpan<byte> body) => BinaryPrimitives.ReadUInt64LittleEndian(body);

    /// <summary>The batches of a record whose checksum was verified.</summary>
    public static List<MutationBatch> ReadBatches(ReadOnlySpan<byte> body)
    {
        List<MutationBatch> batches = [];
        for (var rest = body[8..]; !rest.IsEmpty;)
        {
            var (length, charges) = (BinaryPrimitives.ReadInt32LittleEndian(rest[16..]), BinaryPrimitives.ReadInt32LittleEndian(rest[20..]));
            var batch = MutationBatch.FromEncoded(new ShareId(new Guid(rest[..16])), rest.Slice(BatchHeadLength, length));
            rest = rest[(BatchHeadLength + length)..];
            for (; charges > 0; charges--)
            {
                batch.Charge(new OwnerCharge(
                    BinaryPrimitives.ReadUInt32LittleEndian(rest), BinaryPrimitives.ReadInt64LittleEndian(rest[4..]), BinaryPrimitives.ReadInt64LittleEndian(rest[12..])));
                rest = rest[ChargeLength..];
            }

            batches.Add(batch);
        }

        return batches;
    }
}
