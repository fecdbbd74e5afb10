using System.Text;
using DittoFs.Storage.Content.Wal;
using DittoFs.Storage.Disk;
using DittoFs.Storage.Primitives;
using Microsoft.Extensions.Logging;

namespace DittoFs.Storage.Shares;

/// <summary>
/// Shares that lost a durable change of their names or attributes. Such a share does not start, because nothing that came behind the change can be trusted; all
/// others do. Its records are copied out of the log, which can't keep them without filling up.
/// </summary>
/// <remarks>
/// <code>
/// damaged/SHARE-ID.txt       why the share does not start; while it is there, it does not
/// damaged/SHARE-ID.records   the share's records as they were in the log, damaged ones included
/// </code>
/// </remarks>
internal sealed class DamagedShares(IDisk disk, string dataDirectory)
{
    private readonly string directory = Path.Combine(dataDirectory, "damaged");

    /// <summary>Takes the damaged shares' records out of <paramref name="log"/>, before anything is applied. Durable when it returns.</summary>
    /// <exception cref="IOException">The disk is full or failed.</exception>
    public void SetAside(WalRecoveredLog log, ILogger logger)
    {
        foreach (var (share, damaged) in log.DamagedShares)
        {
            var records = log.Take(share);
            Withhold(log, share, records, damaged.Position.Sequence);
            disk.CreateDirectory(directory);
            if (disk.Exists(GetReasonPath(share)))
            {
                // An earlier start has copied them, and the log may have freed some since.
                continue;
            }

            var reason = $"Share {share} lost a change: record {damaged.Position.Sequence} at offset {damaged.Position.PayloadOffset} of {damaged.Position.Segment.Path} was durable and "
                + $"is damaged. The share does not start. Restore the data directory from a backup; or stop the server and remove {GetReasonPath(share)} to have the share as "
                + (damaged.Kind == WalRecordKind.ShareMetadata ? "its database has it" : "it was before that change")
                + $", without everything that came behind it and without bytes that had not been uploaded. Its records from the log are in {GetRecordsPath(share)}.";
            CopyRecords(share, records);
            WriteFile(GetReasonPath(share), Encoding.UTF8.GetBytes(reason));
            disk.SyncDirectory(directory);
            ShareLog.Damaged(logger, reason);
        }
    }

    /// <summary>Keeps a damaged share from starting.</summary>
    /// <exception cref="StorageStartException">The share is damaged; the message says what to do.</exception>
    public void ThrowIfDamaged(ShareDefinition definition)
    {
        var path = GetReasonPath(definition.Id);
        if (!disk.Exists(path))
        {
            return;
        }

        using var file = disk.Open(path);
        var text = new byte[file.Length];
        file.Read(0, text);
        throw new StorageStartException(Encoding.UTF8.GetString(text));
    }

    /// <summary>Keeps a share from starting whose metadata are being replaced, until <see cref="EndHold"/>. Durable when it returns.</summary>
    /// <exception cref="IOException">The disk is full or failed.</exception>
    public void Hold(ShareDefinition definition)
    {
        disk.CreateDirectory(directory);
        WriteFile(GetReasonPath(definition.Id), Encoding.UTF8.GetBytes(
            $"The metadata of share {definition.Name} were being loaded, and that did not end. The share does not start before they are loaded again: dittofs restore, or dittofs metadata load."));
        disk.SyncDirectory(directory);
    }

    /// <summary>Lets a share start whose metadata are whole again, whatever was wrong with them.</summary>
    public void EndHold(ShareId share)
    {
        if (disk.Exists(GetReasonPath(share)))
        {
            disk.Delete(GetReasonPath(share));
            disk.SyncDirectory(directory);
        }
    }

    /// <summary>Lets go of what <see cref="SetAside"/> left of damaged shares in <paramref name="log"/>, once it is applied.</summary>
    public static void Release(WalRecoveredLog log)
    {
        foreach (var share in log.DamagedShares.Keys)
        {
            WalRecoveredLog.EndHold(log.Take(share));
        }
    }

    /// <summary>What came before the damage is applied like that of any share; the rest is void.</summary>
    private static void Withhold(WalRecoveredLog log, ShareId share, IReadOnlyList<WalRecoveredRecord> records, ulong damaged)
    {
        foreach (var record in records.Where(record => record.Kind == WalRecordKind.Metadata && record.Position.Sequence < damaged))
        {
            log.Add(share, record);
        }

        WalRecoveredLog.EndHold(records);
    }

    private void CopyRecords(ShareId share, IReadOnlyList<WalRecoveredRecord> records)
    {
        var lengths = records.Select(static record => WalRecordHeader.GetTotalLength(GetPrefixLength(record), record.PayloadLength)).ToList();
        Remove(GetRecordsPath(share));
        using var copy = disk.Create(GetRecordsPath(share), lengths.Sum(static length => (long)length));
        var offset = 0L;
        for (var i = 0; i < records.Count; i++)
        {
            var bytes = new byte[lengths[i]];
            var start = records[i].Position.PayloadOffset - GetPrefixLength(records[i]) - WalRecordHeader.Length;
            records[i].Position.Segment.File.Read(start, bytes);
            copy.Write(offset, bytes, default);
            offset += bytes.Length;
        }

        copy.Sync();
    }

    private static int GetPrefixLength(in WalRecoveredRecord record) => record.Kind == WalRecordKind.Data ? WalDataPrefix.Length : 0;

    private void WriteFile(string path, byte[] content)
    {
        Remove(path);
        using var file = disk.Create(path, content.Length);
        file.Write(0, content, default);
        file.Sync();
    }

    private void Remove(string path)
    {
        if (disk.Exists(path))
        {
            disk.Delete(path);
        }
    }

    private string GetReasonPath(ShareId share) => Path.Combine(directory, $"{share}.txt");

    private string GetRecordsPath(ShareId share) => Path.Combine(directory, $"{share}.records");
}
