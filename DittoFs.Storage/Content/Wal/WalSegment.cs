using System.Buffers.Binary;
using System.IO.Hashing;
using DittoFs.Storage.Disk;

namespace DittoFs.Storage.Content.Wal;

/// <summary>
/// One file of the log: a page of header, then records.
/// <code>
///  0 magic 8 "DITTOWAL" | 8 format version 2 | 10 reserved 6 | 16 generation 8 (equals the file's number) | 24 log id 16 | 40 CRC-32 4
/// 4096 records …
/// </code>
/// It is alive while it holds bytes that no block holds (<see cref="LiveBytes"/>), metadata that no store has flushed, or a reader.
/// </summary>
internal sealed class WalSegment(ulong number, string path, IDiskFile file)
{
    /// <summary>The offset of the first record.</summary>
    public const int HeaderLength = 4096;

    /// <summary>The format that is written.</summary>
    public const ushort CurrentFormatVersion = 1;

    /// <summary>The ending of a segment's file name, in front of which its number stands in hexadecimal.</summary>
    public const string Extension = ".seg";

    /// <summary>The ending of a file that waits for its next use.</summary>
    public const string SpareExtension = ".spare";

    private const int ChecksummedLength = 40;
    private const int ClosedBit = 1 << 30;
    private long liveBytes;
    private int pins;
    private int holds;
    private Action? closed;

    /// <summary>The segment's place in the log; also the generation of its records.</summary>
    public ulong Number { get; } = number;

    /// <summary>The file's full path. Changes when the file leaves the log for the disk cache.</summary>
    public string Path { get; set; } = path;

    /// <summary>The open file.</summary>
    public IDiskFile File { get; } = file;

    /// <summary>The sequence of its last record; 0 while it has none. Guarded by the log.</summary>
    public ulong LastSequence { get; set; }

    /// <summary>The offset behind its last record. Guarded by the log.</summary>
    public long EndOffset { get; set; } = HeaderLength;

    /// <summary>Bytes of file content in it that are to be uploaded still.</summary>
    public long LiveBytes => Interlocked.Read(ref liveBytes);

    /// <summary>False once no cache may count on its bytes any more. Guarded by the disk cache.</summary>
    public bool IsCacheable { get; set; } = true;

    /// <summary>True while somebody reads from it.</summary>
    public bool IsPinned => (Volatile.Read(ref pins) & ~ClosedBit) > 0;

    /// <summary>True once <see cref="Close"/> was called.</summary>
    public bool IsClosed => (Volatile.Read(ref pins) & ClosedBit) != 0;

    /// <summary>True while it has records of a share that has not been started since the log was opened.</summary>
    public bool IsHeld => Volatile.Read(ref holds) > 0;

    /// <summary>Keeps the segment for a share's records until <see cref="EndHold"/>.</summary>
    public void Hold() => Interlocked.Increment(ref holds);

    /// <summary>Ends a <see cref="Hold"/>.</summary>
    public void EndHold() => Interlocked.Decrement(ref holds);

    /// <summary>Counts bytes that became (or, negative, ceased to be) needed.</summary>
    public void AddLiveBytes(long count) => Interlocked.Add(ref liveBytes, count);

    /// <summary>Keeps the file's bytes in place until <see cref="Unpin"/>. Only for who holds a lock under which the segment has live bytes.</summary>
    public void Pin() => Interlocked.Increment(ref pins);

    /// <summary>Like <see cref="Pin"/>, for anybody: false when the segment is closed.</summary>
    public bool TryPin()
    {
        var present = Volatile.Read(ref pins);
        while ((present & ClosedBit) == 0)
        {
            var seen = Interlocked.CompareExchange(ref pins, present + 1, present);
            if (seen == present)
            {
                return true;
            }

            present = seen;
        }

        return false;
    }

    /// <summary>Ends a <see cref="Pin"/>.</summary>
    public void Unpin()
    {
        if (Interlocked.Decrement(ref pins) == ClosedBit)
        {
            closed!();
        }
    }

    /// <summary>Lets nobody pin the segment any more, and calls <paramref name="whenUnused"/> once nobody has it pinned: perhaps right here. To be called once.</summary>
    public void Close(Action whenUnused)
    {
        closed = whenUnused;
        if (Interlocked.Or(ref pins, ClosedBit) == 0)
        {
            whenUnused();
        }
    }

    /// <summary>Closes the segment if nobody has it pinned.</summary>
    public bool TryClose() => Interlocked.CompareExchange(ref pins, ClosedBit, 0) == 0;

    /// <summary>The full path of segment <paramref name="number"/> of the log in <paramref name="directory"/>.</summary>
    public static string GetPath(string directory, ulong number) => System.IO.Path.Combine(directory, $"{number:x16}{Extension}");

    /// <summary>The header of segment <paramref name="number"/> of the log <paramref name="logId"/>.</summary>
    public static byte[] MakeHeader(ulong number, Guid logId)
    {
        var header = new byte[HeaderLength];
        "DITTOWAL"u8.CopyTo(header);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(8), CurrentFormatVersion);
        BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(16), number);
        logId.TryWriteBytes(header.AsSpan(24));
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(40), Crc32.HashToUInt32(header.AsSpan(0, ChecksummedLength)));
        return header;
    }

    /// <summary>Reads a header; false if it is none of this log.</summary>
    public static bool TryReadHeader(ReadOnlySpan<byte> header, Guid logId, out ulong number, out ushort formatVersion)
    {
        (number, formatVersion) = (0, 0);
        if (header.Length < HeaderLength || !header.StartsWith("DITTOWAL"u8)
            || BinaryPrimitives.ReadUInt32LittleEndian(header[40..]) != Crc32.HashToUInt32(header[..ChecksummedLength])
            || new Guid(header.Slice(24, 16)) != logId)
        {
            return false;
        }

        formatVersion = BinaryPrimitives.ReadUInt16LittleEndian(header[8..]);
        number = BinaryPrimitives.ReadUInt64LittleEndian(header[16..]);
        return true;
    }
}
