using System.IO.Hashing;

namespace DittoFs.Storage.Content.Wal;

/// <summary>Reads the records of one segment front to back through one window, so that no byte is read twice and no payload is kept.</summary>
internal sealed class WalSegmentReader(WalSegment segment)
{
    private const int WindowLength = 1 << 20;

    private readonly byte[] window = new byte[WindowLength];
    private long start;
    private int length;

    /// <summary>The prefix of the record that <see cref="TryReadHeader"/> read last.</summary>
    public ReadOnlySpan<byte> Prefix => window.AsSpan((int)(prefixOffset - start), WalRecordHeader.PrefixLengthMax);

    private long prefixOffset;

    /// <summary>Reads the header at <paramref name="offset"/>; false for anything that is not exactly one of this segment.</summary>
    public bool TryReadHeader(long offset, out WalRecordHeader header)
    {
        prefixOffset = offset + WalRecordHeader.Length;
        return WalRecordHeader.TryRead(Peek(offset, WalRecordHeader.Length + WalRecordHeader.PrefixLengthMax), out header)
            && header.Generation == segment.Number
            && (header.Kind != WalRecordKind.Data || header.PrefixLength == WalDataPrefix.Length);
    }

    /// <summary>True if the payload at <paramref name="offset"/> is there and passes its checksum.</summary>
    public bool PayloadMatches(long offset, in WalRecordHeader header)
    {
        var checksum = new Crc32();
        for (var left = header.PayloadLength; left > 0;)
        {
            var part = Peek(offset, 1);
            if (part.IsEmpty)
            {
                return false;
            }

            part = part[..Math.Min(left, part.Length)];
            checksum.Append(part);
            offset += part.Length;
            left -= part.Length;
        }

        return checksum.GetCurrentHashAsUInt32() == header.PayloadChecksum;
    }

    /// <summary>What the window has from <paramref name="offset"/> on: at least <paramref name="count"/> bytes, if the file does.</summary>
    private ReadOnlySpan<byte> Peek(long offset, int count)
    {
        if (offset < start || offset + count > start + length)
        {
            length = segment.File.Read(offset, window);
            start = offset;
        }

        return window.AsSpan((int)(offset - start), length - (int)(offset - start));
    }
}
