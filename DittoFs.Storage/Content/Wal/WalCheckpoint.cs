using System.Buffers.Binary;
using System.IO.Hashing;
using DittoFs.Storage.Disk;
using DittoFs.Storage.Faults;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Content.Wal;

/// <summary>
/// What a start must know before it reads the log. The file <c>checkpoint</c> is replaced whole, by rename.
/// <code>
///  0 magic 8 "DITTOCKP" | 8 format version 2 | 10 clean stop 1 | 11 reserved 5 | 16 log id 16
/// 32 oldest segment 8 | 40 next sequence 8 (at least) | 48 write verifier 8 | 56 reserved 4 | 60 CRC-32 4
/// </code>
/// </summary>
/// <param name="LogId">The log's own identity; segments of another are not read.</param>
/// <param name="OldestSegment">Segments below it are spare, whatever they hold.</param>
/// <param name="NextSequence">No record below it is needed; the next one that is written has at least this.</param>
/// <param name="WriteVerifier">The verifier of unstable writes, good for another run only after a clean stop.</param>
/// <param name="CleanStop">True if the last run made everything durable before it ended.</param>
internal sealed record WalCheckpoint(Guid LogId, ulong OldestSegment, ulong NextSequence, ulong WriteVerifier, bool CleanStop)
{
    private const string FileName = "checkpoint";
    private const int Length = 64;
    private const ushort CurrentFormatVersion = 1;

    /// <summary>Reads the checkpoint of <paramref name="directory"/>; null if it never had one.</summary>
    /// <exception cref="StorageStartException">It can't be read; the message says so.</exception>
    public static WalCheckpoint? Read(IDisk disk, string directory)
    {
        var path = Path.Combine(directory, FileName);
        if (!disk.List(directory).Contains(path))
        {
            return null;
        }

        using var file = disk.Open(path);
        var bytes = new byte[Length];
        var count = file.Read(0, bytes);
        var span = bytes.AsSpan();
        if (count != Length || !span.StartsWith("DITTOCKP"u8) || BinaryPrimitives.ReadUInt32LittleEndian(span[60..]) != Crc32.HashToUInt32(span[..60]))
        {
            throw new StorageStartException($"{path} is damaged. Restore it from a backup; without it the log beside it can't be read safely.");
        }

        var version = BinaryPrimitives.ReadUInt16LittleEndian(span[8..]);
        if (version != CurrentFormatVersion)
        {
            throw new StorageStartException($"{path} has format version {version}, this server reads {CurrentFormatVersion}. Start it with the version that wrote it.");
        }

        return new WalCheckpoint(
            new Guid(span.Slice(16, 16)),
            BinaryPrimitives.ReadUInt64LittleEndian(span[32..]),
            BinaryPrimitives.ReadUInt64LittleEndian(span[40..]),
            BinaryPrimitives.ReadUInt64LittleEndian(span[48..]),
            span[10] != 0);
    }

    /// <summary>Makes this the checkpoint of <paramref name="directory"/>, durably.</summary>
    public void Write(IDisk disk, string directory)
    {
        var bytes = new byte[Length];
        var span = bytes.AsSpan();
        "DITTOCKP"u8.CopyTo(span);
        BinaryPrimitives.WriteUInt16LittleEndian(span[8..], CurrentFormatVersion);
        span[10] = CleanStop ? (byte)1 : (byte)0;
        LogId.TryWriteBytes(span[16..]);
        BinaryPrimitives.WriteUInt64LittleEndian(span[32..], OldestSegment);
        BinaryPrimitives.WriteUInt64LittleEndian(span[40..], NextSequence);
        BinaryPrimitives.WriteUInt64LittleEndian(span[48..], WriteVerifier);
        BinaryPrimitives.WriteUInt32LittleEndian(span[60..], Crc32.HashToUInt32(span[..60]));

        var path = Path.Combine(directory, FileName);
        var temporary = path + ".new";
        if (disk.List(directory).Contains(temporary))
        {
            disk.Delete(temporary);
        }

        using (var file = disk.Create(temporary, Length))
        {
            file.Write(0, bytes, default);
            file.Sync();
        }

        disk.Rename(temporary, path);
        CrashPoint.Reach(CrashPoint.CheckpointRenamed);
        disk.SyncDirectory(directory);
    }
}
