using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using DittoFs.Storage.Disk;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Content.Wal;

/// <summary>
/// Reads a log at the start: all segments from the checkpoint's oldest on, record by record, in one unbroken sequence.
/// </summary>
/// <remarks>
/// The first record that is not whole is the end of the log, and what lies behind it was never promised to anybody, if its write was under way when
/// the server died. That is told from damage by the "durable sequence" that every record carries: when a record behind the gap says that the missing
/// one had been synced, bytes were lost that a client relies on. If only its payload is damaged, its header says whose they were: it is noted as damaged and
/// reading goes on, and the share is told. If nobody knows whose they were, the start is refused rather than the gap passed over.
/// </remarks>
internal sealed class WalRecovery
{
    private readonly IDisk disk;
    private readonly string directory;
    private readonly byte[] headerBuffer = new byte[WalRecordHeader.Length + WalRecordHeader.PrefixLengthMax];

    private WalRecovery(IDisk disk, string directory) => (this.disk, this.directory) = (disk, directory);

    /// <summary>Opens the log in <paramref name="directory"/>, or makes an empty one.</summary>
    /// <exception cref="StorageStartException">The log is damaged or of an unknown format.</exception>
    public static WalRecoveredLog Open(IDisk disk, string directory)
    {
        disk.CreateDirectory(directory);
        var previous = WalCheckpoint.Read(disk, directory);
        var checkpoint = previous ?? new WalCheckpoint(new Guid(RandomNumberGenerator.GetBytes(16)), 1, 1, 0, CleanStop: false);
        checkpoint = checkpoint with
        {
            CleanStop = false,
            WriteVerifier = checkpoint.CleanStop ? checkpoint.WriteVerifier : BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(8)),
        };
        checkpoint.Write(disk, directory);
        return new WalRecovery(disk, directory).Scan(new WalRecoveredLog { Checkpoint = checkpoint });
    }

    private WalRecoveredLog Scan(WalRecoveredLog log)
    {
        var found = FindSegments(log);
        log.NextSequence = log.Checkpoint.NextSequence;
        var last = -1;
        for (var i = 0; i < found.Count; i++)
        {
            if (i > 0 && !BeginsWith(found[i], log.NextSequence))
            {
                break;
            }

            ScanSegment(found, i, log);
            last = i;
        }

        if (last >= 0)
        {
            RefuseDamage(found, last, log.NextSequence);
            log.TornBytes = MeasureTornBytes(found[last], log.NextSequence);
        }

        Keep(found, last, log);
        return log;
    }

    /// <summary>Opens the files that may hold records; all others are spare.</summary>
    private List<WalSegment> FindSegments(WalRecoveredLog log)
    {
        List<WalSegment> found = [];
        foreach (var path in disk.List(directory).Order(StringComparer.Ordinal))
        {
            if (path.EndsWith(WalSegment.SpareExtension, StringComparison.Ordinal))
            {
                log.Spares.Add(path);
            }
            else if (path.EndsWith(WalSegment.Extension, StringComparison.Ordinal)
                && ulong.TryParse(Path.GetFileNameWithoutExtension(path), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var number))
            {
                log.NextSegment = Math.Max(log.NextSegment, number);
                var segment = number >= log.Checkpoint.OldestSegment ? Open(path, number, log.Checkpoint.LogId) : null;
                if (segment is null)
                {
                    log.Spares.Add(path);
                }
                else
                {
                    found.Add(segment);
                }
            }
        }

        log.NextSegment = Math.Max(log.NextSegment, log.Checkpoint.OldestSegment - 1) + 1;
        return found;
    }

    private WalSegment? Open(string path, ulong number, Guid logId)
    {
        var file = disk.Open(path);
        var header = new byte[WalSegment.HeaderLength];
        var count = file.Read(0, header);
        if (!WalSegment.TryReadHeader(header.AsSpan(0, count), logId, out var generation, out var version) || generation != number)
        {
            // Its making was cut short, so nothing was ever appended to it.
            file.Dispose();
            return null;
        }

        if (version != WalSegment.CurrentFormatVersion)
        {
            file.Dispose();
            throw new StorageStartException(
                $"{path} has format version {version}, this server reads {WalSegment.CurrentFormatVersion}. Start it with the version that wrote it.");
        }

        return new WalSegment(number, path, file);
    }

    private void ScanSegment(List<WalSegment> found, int place, WalRecoveredLog log)
    {
        var segment = found[place];
        var reader = new WalSegmentReader(segment);
        while (reader.TryReadHeader(segment.EndOffset, out var header) && header.Sequence == log.NextSequence && header.Kind != WalRecordKind.SegmentEnd)
        {
            var prefix = header.Kind == WalRecordKind.Data ? WalDataPrefix.Read(reader.Prefix) : default;
            var payloadOffset = segment.EndOffset + WalRecordHeader.Length + header.PrefixLength;
            var isDamaged = !reader.PayloadMatches(payloadOffset, header);
            if (isDamaged && FindProof(found, place, segment.EndOffset + header.TotalLength, header.Sequence) is null)
            {
                return;
            }

            var position = new WalPosition(header.Sequence, segment, payloadOffset);
            log.Add(header.Share, new WalRecoveredRecord(header.Kind, position, header.PayloadLength, prefix, isDamaged));
            segment.EndOffset += header.TotalLength;
            segment.LastSequence = header.Sequence;
            log.NextSequence++;
        }
    }

    private bool TryReadRecord(WalSegment segment, long offset, out WalRecordHeader header)
    {
        var count = segment.File.Read(offset, headerBuffer);
        return WalRecordHeader.TryRead(headerBuffer.AsSpan(0, count), out header)
            && header.Generation == segment.Number
            && (header.Kind != WalRecordKind.Data || header.PrefixLength == WalDataPrefix.Length);
    }

    private bool BeginsWith(WalSegment segment, ulong sequence) =>
        TryReadRecord(segment, WalSegment.HeaderLength, out var header) && header.Sequence == sequence && header.Kind != WalRecordKind.SegmentEnd;

    /// <summary>Refuses the log when a record behind its end proves that the record <paramref name="missing"/> had been synced: nobody knows whose it was.</summary>
    private void RefuseDamage(List<WalSegment> found, int last, ulong missing)
    {
        if (FindProof(found, last, found[last].EndOffset, missing) is { } proof)
        {
            throw new StorageStartException(
                $"The log in {directory} is damaged: record {missing} should be at offset {found[last].EndOffset} of {found[last].Path}, and record "
                + $"{proof.Sequence} says that it was durable. Changes would be lost silently, so the server does not start. Restore the data directory "
                + "from a backup, or move the log's folder away to give up every change that is in the log only.");
        }
    }

    /// <summary>Looks from <paramref name="offset"/> of one segment on for a record that says that the record <paramref name="missing"/> had been synced.</summary>
    private WalRecordHeader? FindProof(List<WalSegment> found, int first, long offset, ulong missing)
    {
        for (var i = first; i < found.Count; i++, offset = WalSegment.HeaderLength)
        {
            for (; offset < found[i].File.Length; offset += 8)
            {
                if (FindHeader(found[i], ref offset, out var header) && header.Sequence > missing && header.DurableSequence >= missing)
                {
                    return header;
                }
            }
        }

        return null;
    }

    /// <summary>Moves <paramref name="offset"/> to the next place that looks like a header of this segment.</summary>
    private bool FindHeader(WalSegment segment, ref long offset, out WalRecordHeader header)
    {
        var window = new byte[256 << 10];
        header = default;
        while (offset < segment.File.Length)
        {
            var count = segment.File.Read(offset, window);
            for (var i = 0; i + WalRecordHeader.Length <= count; i += 8)
            {
                if (BinaryPrimitives.ReadUInt32LittleEndian(window.AsSpan(i)) == WalRecordHeader.Magic && TryReadRecord(segment, offset + i, out header))
                {
                    offset += i;
                    return true;
                }
            }

            offset += Math.Max(8, count - WalRecordHeader.Length & ~7);
        }

        return false;
    }

    private long MeasureTornBytes(WalSegment segment, ulong missing) =>
        TryReadRecord(segment, segment.EndOffset, out var header) && header.Sequence == missing && header.Kind != WalRecordKind.SegmentEnd ? header.TotalLength : 0;

    /// <summary>Keeps the segments that were read; those behind the end become spare for good, or the next start would read them instead of ours.</summary>
    private void Keep(List<WalSegment> found, int last, WalRecoveredLog log)
    {
        log.Segments.AddRange(found.Take(last + 1));
        foreach (var segment in found.Skip(last + 1))
        {
            segment.File.Dispose();
            var spare = segment.Path + WalSegment.SpareExtension;
            disk.Rename(segment.Path, spare);
            log.Spares.Add(spare);
        }

        disk.SyncDirectory(directory);
    }
}
