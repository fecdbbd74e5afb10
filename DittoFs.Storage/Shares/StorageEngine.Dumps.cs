using DittoFs.Storage.Content;
using DittoFs.Storage.Dumps;
using DittoFs.Storage.Metadata;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Shares;

/// <content>Rows that are put beside their blocks.</content>
internal sealed partial class StorageEngine
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<DumpReport>> DumpSharesAsync(CancellationToken cancellationToken)
    {
        List<DumpReport> reports = [];
        foreach (var share in catalog.Running.Where(static share => share.Blocks.IsRemote && share.Metadata.Store is IShareSnapshots))
        {
            reports.Add(await DumpShareAsync(share.FileSystem.ShareId, cancellationToken));
        }

        return reports;
    }

    /// <inheritdoc/>
    public async Task<DumpReport> DumpShareAsync(ShareId share, CancellationToken cancellationToken)
    {
        // No block may go that the rows name from the moment of the snapshot on, before the dump is there to say so.
        await collecting.WaitAsync(cancellationToken);
        try
        {
            if (catalog.Find(share) is not { } running || !running.Visits.TryEnter())
            {
                return new DumpReport(share.ToString(), FsError.NotFound);
            }

            try
            {
                return await DumpInTurnAsync(running, cancellationToken);
            }
            finally
            {
                running.Visits.Exit();
            }
        }
        finally
        {
            collecting.Release();
        }
    }

    private async Task<DumpReport> DumpInTurnAsync(RunningShare share, CancellationToken cancellationToken)
    {
        var name = share.FileSystem.ShareName;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, share.Closing.Token, ending.Token);
        FsResult<DumpManifest> written;
        try
        {
            written = share.Metadata.Store is IShareSnapshots source && share.Blocks.IsPersistent
                ? await WriteDumpAsync(share, source, either.Token)
                : FsError.NotSupported;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            written = FsError.Unavailable;
        }
        catch (IOException exception)
        {
            ShareLog.NotDumped(logger, name.Value, exception.Message);
            written = FsError.Unavailable;
        }

        if (!written.IsSuccess)
        {
            ShareLog.NotDumped(logger, name.Value, written.Error.ToString());
            return new DumpReport(name.Value, written.Error);
        }

        var bytes = written.Value.Rows.Sum(static part => (long)part.Length);
        ShareLog.Dumped(logger, name.Value, written.Value.Number, bytes);
        return new DumpReport(name.Value, FsError.None, written.Value.Number, written.Value.Time, bytes);
    }

    private async Task<FsResult<DumpManifest>> WriteDumpAsync(RunningShare share, IShareSnapshots source, CancellationToken cancellationToken)
    {
        var drained = await share.Uploader.DrainAsync(cancellationToken);
        if (!drained.IsSuccess)
        {
            return drained.Error;
        }

        var blocks = new DumpBlocks(share.Blocks, share.FileSystem.ShareId);
        var reader = new DumpReader(blocks);
        var (_, highest) = await reader.ListAsync(cancellationToken);
        var written = await WriteSnapshotAsync(share, source, new DumpWriter(blocks, highest + 1), cancellationToken);
        if (written.IsSuccess)
        {
            // One that stays for an hour longer harms nobody.
            await reader.RemoveOldAsync(environment.Dumps.Keep, cancellationToken);
        }

        return written;
    }

    /// <summary>Writes the rows of a running share as they are at one moment between two batches.</summary>
    private async Task<FsResult<DumpManifest>> WriteSnapshotAsync(RunningShare share, IShareSnapshots source, DumpWriter writer, CancellationToken cancellationToken)
    {
        await threads!.EnterAsync();
        share.FileSystem.Fold();

        // What the log alone has before or after the snapshot may be so at its moment.
        var missing = new MissingBytes();
        NoteLogged(share.Content, missing);
        var applied = await share.Metadata.Committer.WaitAllAppliedAsync();
        var snapshot = applied.IsSuccess ? source.OpenSnapshot(share.FileSystem.ShareId) : applied.Error;
        if (!snapshot.IsSuccess)
        {
            return snapshot.Error;
        }

        using var rows = snapshot.Value;
        NoteLogged(share.Content, missing);
        await threads.EnterAsync();
        return await writer.WriteAsync(share.FileSystem.ShareName, rows, missing, environment.Clock.GetUtcNow(), cancellationToken);
    }

    private static void NoteLogged(TieredContentStore content, MissingBytes missing)
    {
        List<Extent<LogRange>> logged = [];
        foreach (var state in content.DirtyContents)
        {
            logged.Clear();
            lock (state.Gate)
            {
                state.Log.CopyRange(0, ulong.MaxValue, logged);
            }

            foreach (var extent in logged)
            {
                missing.Add(state.Content, extent.Start, extent.End);
            }
        }
    }
}
