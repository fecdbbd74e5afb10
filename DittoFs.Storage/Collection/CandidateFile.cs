using System.Buffers.Binary;
using System.IO.Hashing;
using DittoFs.Storage.Disk;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Collection;

/// <summary>
/// The blocks of a store that were dead at its last collection, and since when, in order of ids. Replaced whole, by rename.
/// <code>
/// 0 magic 8 "DITTODED" | 8 format version 2 | 10 reserved 6
/// entries: block 16 | share 16 | length 8 | first seen dead 8 (Unix milliseconds)       all numbers little-endian
/// CRC-32 4 of all before it
/// </code>
/// A file that is damaged or of another version reads as one without entries: then every grace begins anew, which deletes later and never too early.
/// </summary>
internal sealed class CandidateFile(string path)
{
    private const int HeaderLength = 16;
    private const int EntryLength = 48;
    private const int ChecksumLength = 4;
    private const ushort CurrentFormatVersion = 1;
    private const int BufferLength = 64 << 10;

    /// <summary>The entries, read as they are asked for.</summary>
    /// <exception cref="IOException">The file can't be read.</exception>
    public IEnumerable<ListedBlock> Read()
    {
        if (!File.Exists(path))
        {
            yield break;
        }

        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferLength);
        if (!IsWhole(file))
        {
            yield break;
        }

        var entry = new byte[EntryLength];
        file.Position = HeaderLength;
        while (file.Position < file.Length - ChecksumLength)
        {
            file.ReadExactly(entry);
            yield return ReadEntry(entry);
        }
    }

    /// <summary>Puts <paramref name="entries"/>, which are in order, in the place of what the file holds, durably.</summary>
    /// <exception cref="IOException">The disk failed or is full; the file is as it was.</exception>
    public void Replace(IEnumerable<ListedBlock> entries)
    {
        var unfinished = path + ".new";
        using (var file = new FileStream(unfinished, FileMode.Create, FileAccess.Write, FileShare.None, BufferLength))
        {
            var checksum = new Crc32();
            Append(file, checksum, MakeHeader());
            var bytes = new byte[EntryLength];
            foreach (var entry in entries)
            {
                WriteEntry(entry, bytes);
                Append(file, checksum, bytes);
            }

            var end = new byte[ChecksumLength];
            BinaryPrimitives.WriteUInt32LittleEndian(end, checksum.GetCurrentHashAsUInt32());
            file.Write(end);
            file.Flush(flushToDisk: true);
        }

        File.Move(unfinished, path, overwrite: true);
        PosixCalls.SyncDirectory(Path.GetDirectoryName(path)!);
    }

    private static void Append(FileStream file, Crc32 checksum, byte[] bytes)
    {
        checksum.Append(bytes);
        file.Write(bytes);
    }

    private static byte[] MakeHeader()
    {
        var header = new byte[HeaderLength];
        "DITTODED"u8.CopyTo(header);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(8), CurrentFormatVersion);
        return header;
    }

    private static bool IsWhole(FileStream file)
    {
        if (file.Length < HeaderLength + ChecksumLength || (file.Length - HeaderLength - ChecksumLength) % EntryLength != 0)
        {
            return false;
        }

        var checksum = new Crc32();
        var buffer = new byte[BufferLength];
        var left = file.Length - ChecksumLength;
        var isFirst = true;
        while (left > 0)
        {
            var part = buffer.AsSpan(0, (int)Math.Min(left, buffer.Length));
            file.ReadExactly(part);
            if (isFirst && !part.StartsWith(MakeHeader()))
            {
                return false;
            }

            checksum.Append(part);
            (left, isFirst) = (left - part.Length, false);
        }

        var end = buffer.AsSpan(0, ChecksumLength);
        file.ReadExactly(end);
        return BinaryPrimitives.ReadUInt32LittleEndian(end) == checksum.GetCurrentHashAsUInt32();
    }

    private static void WriteEntry(in ListedBlock entry, Span<byte> bytes)
    {
        entry.Block.Value.TryWriteBytes(bytes);
        entry.Share.Value.TryWriteBytes(bytes[16..]);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[32..], entry.Length);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[40..], entry.Time);
    }

    private static ListedBlock ReadEntry(ReadOnlySpan<byte> bytes) => new(
        new BlockId(new Guid(bytes[..16])),
        new ShareId(new Guid(bytes.Slice(16, 16))),
        BinaryPrimitives.ReadInt64LittleEndian(bytes[32..]),
        BinaryPrimitives.ReadInt64LittleEndian(bytes[40..]));
}
