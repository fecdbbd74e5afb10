using DittoFs.Storage.Metadata;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Shares;

/// <summary>Removes the map rows of contents whose files are gone, some at a time, so that removing a large file is no large transaction.</summary>
internal static class DroppedContents
{
    private const int ContentsPerRound = 256;
    private const int RowsPerBatch = 4096;

    /// <summary>Does one round for <paramref name="share"/>.</summary>
    public static async Task<FsResult> ReclaimAsync(RunningShare share, CancellationToken cancellationToken)
    {
        var id = share.FileSystem.ShareId;
        var dropped = await share.Metadata.Store.ListDroppedContentsAsync(id, ContentsPerRound, cancellationToken);
        if (!dropped.IsSuccess || dropped.Value.Count == 0)
        {
            return dropped.Error;
        }

        var batch = new MutationBatch(id);
        var rowsLeft = RowsPerBatch;
        foreach (var content in dropped.Value)
        {
            var rows = await share.Metadata.Store.ReadExtentsAsync(id, content, 0, rowsLeft, cancellationToken);
            if (!rows.IsSuccess)
            {
                return rows.Error;
            }

            foreach (var row in rows.Value)
            {
                batch.DeleteExtent(content, row.Offset);
            }

            if (rows.Value.Count == rowsLeft)
            {
                break;
            }

            rowsLeft -= rows.Value.Count;
            batch.ForgetContent(content);
        }

        var appended = share.Journal.Append(batch);
        return appended.IsSuccess ? await share.Journal.WaitAppliedAsync(appended.Value.Ticket) : appended.Error;
    }
}
