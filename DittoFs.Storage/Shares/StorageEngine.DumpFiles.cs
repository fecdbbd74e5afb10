using System.Globalization;
using DittoFs.Storage.Content.Wal;
using DittoFs.Storage.Dumps;
using DittoFs.Storage.Metadata;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Shares;

/// <content>Rows in files.</content>
internal sealed partial class StorageEngine
{
    /// <inheritdoc/>
    public async Task<DumpFileReport> WriteAsync(ShareDefinition share, Stream target, CancellationToken cancellationToken)
    {
        if (share.Metadata != MetadataStoreKind.RocksDb)
        {
            return new DumpFileReport(FsError.NotSupported);
        }

        var file = await DumpFileTarget.CreateAsync(target, share.Id, cancellationToken);
        var written = catalog.Find(share.Id) is { } running ? await WriteRunningAsync(running, file, cancellationToken) : await WriteStoppedAsync(share, file, cancellationToken);
        return written.IsSuccess ? Report(written.Value) : new DumpFileReport(written.Error);
    }

    /// <inheritdoc/>
    public async Task<DumpFileReport> VerifyAsync(Stream source, CancellationToken cancellationToken)
    {
        var read = await new DumpFileReader(source).ReadAsync(static _ => ValueTask.FromResult(FsResult.Success), cancellationToken);
        return read.IsSuccess ? Report(read.Value) : new DumpFileReport(read.Error);
    }

    /// <inheritdoc/>
    public async Task<LoadReport> LoadAsync(ShareDefinition share, Stream source, bool replace, CancellationToken cancellationToken)
    {
        var file = await VerifyAsync(source, cancellationToken);
        if (file.Error != FsError.None || file.Share != share.Id)
        {
            return new LoadReport(LoadOutcome.Refused, file.Error switch
            {
                FsError.None => $"The file has the metadata of share '{file.Name}' ({file.Share}), not those of '{share.Name}' ({share.Id}).",
                FsError.NotSupported => "The file is no dump of a share's metadata, or one of another format.",
                _ => "The file is damaged, or was cut.",
            });
        }

        if (share.Metadata != MetadataStoreKind.RocksDb)
        {
            return new LoadReport(LoadOutcome.NotSupported, $"The metadata of share {share.Name} are not in the embedded store.");
        }

        if (!opening.TryBegin(share.Id))
        {
            return new LoadReport(LoadOutcome.InUse, $"Share {share.Name} is being started.");
        }

        try
        {
            source.Position = 0;
            return catalog.Find(share.Id) is null
                ? await LoadInTurnAsync(share, source, file, replace, cancellationToken)
                : new LoadReport(LoadOutcome.InUse, $"Share {share.Name} runs. Stop it first.");
        }
        catch (Exception exception) when (exception is StorageStartException or IOException)
        {
            return new LoadReport(LoadOutcome.Unavailable, exception.Message);
        }
        finally
        {
            opening.End(share.Id);
        }
    }

    private static DumpFileReport Report(DumpManifest manifest) =>
        new(FsError.None, new ShareId(manifest.Share), manifest.Name, manifest.Time, manifest.Rows.Sum(static part => (long)part.Length));

    private async Task<FsResult<DumpManifest>> WriteRunningAsync(RunningShare share, DumpFileTarget file, CancellationToken cancellationToken)
    {
        if (share.Metadata.Store is not IShareSnapshots source || !share.Visits.TryEnter())
        {
            return FsError.NotSynchronized;
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, share.Closing.Token, ending.Token);
        try
        {
            var drained = await share.Uploader.DrainAsync(either.Token);
            return drained.IsSuccess ? await WriteSnapshotAsync(share, source, new DumpWriter(file, 1), either.Token) : drained.Error;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return FsError.Unavailable;
        }
        finally
        {
            share.Visits.Exit();
        }
    }

    /// <summary>A stopped share's rows are whole, unless bytes of its files are in the log only.</summary>
    private async Task<FsResult<DumpManifest>> WriteStoppedAsync(ShareDefinition share, DumpFileTarget file, CancellationToken cancellationToken)
    {
        if (stores is not { } present || !opening.TryBegin(share.Id))
        {
            return FsError.NotSynchronized;
        }

        try
        {
            if (HasLoggedBytes(share.Id))
            {
                return FsError.NotSynchronized;
            }

            var opened = await present.OpenAsync(share, cancellationToken);
            if (!opened.IsSuccess || opened.Value.Store is not IShareSnapshots source)
            {
                return opened.IsSuccess ? FsError.NotSupported : opened.Error;
            }

            var superblock = await opened.Value.Store.ReadSuperblockAsync(share.Id, cancellationToken);
            if (!superblock.IsSuccess || superblock.Value is null)
            {
                return superblock.IsSuccess ? FsError.NotFound : superblock.Error;
            }

            var snapshot = source.OpenSnapshot(share.Id);
            if (!snapshot.IsSuccess)
            {
                return snapshot.Error;
            }

            using var rows = snapshot.Value;
            await threads!.EnterAsync();
            return await new DumpWriter(file, 1).WriteAsync(share.Name, rows, new MissingBytes(), environment.Clock.GetUtcNow(), cancellationToken);
        }
        finally
        {
            opening.End(share.Id);
        }
    }

    private bool HasLoggedBytes(ShareId share) => recovered!.Get(share).Any(static record => record.Kind == WalRecordKind.Data);

    private async Task<LoadReport> LoadInTurnAsync(ShareDefinition share, Stream source, DumpFileReport file, bool replace, CancellationToken cancellationToken)
    {
        var opened = await stores!.OpenAsync(share, cancellationToken);
        var present = opened.IsSuccess ? await opened.Value.Store.ReadSuperblockAsync(share.Id, cancellationToken) : opened.Error;
        if (!present.IsSuccess)
        {
            return Failed(present.Error, "the metadata store");
        }

        if (present.Value is not null && !replace)
        {
            return new LoadReport(LoadOutcome.Kept, "This server has metadata of the share, which may be newer.");
        }

        if (await ClaimAsync(share, present.Value, cancellationToken) is { } refused)
        {
            return refused;
        }

        var damage = new DamagedShares(environment.Disk, environment.DataDirectory);
        damage.Hold(share);
        var rows = new DumpedRows(environment, log!, share.Id, opened.Value);
        var put = await rows.PutAsync(async take => (await new DumpFileReader(source).ReadAsync(take, cancellationToken)).Error, cancellationToken);
        var finished = put.IsSuccess ? await rows.FinishAsync(put.Value, present.Value?.IdCeiling ?? 0) : put.Error;
        finished = finished.IsSuccess ? (await opened.Value.Store.FlushAsync(cancellationToken)).Error : finished;
        if (!finished.IsSuccess)
        {
            return Failed(finished.Error, "the metadata store");
        }

        // What the log has of the files that were given up. It is freed before the record that gave them up is, so none comes into the loaded files at a later start.
        recovered!.Discard(share.Id);
        damage.EndHold(share.Id);
        return new LoadReport(LoadOutcome.Loaded, string.Create(CultureInfo.InvariantCulture, $"as of {file.Time.UtcDateTime:u}, {file.Bytes} bytes of rows"));
    }

    /// <summary>Has the block store say that the share is this server's; null when it does, or when nobody needs to say so.</summary>
    /// <exception cref="IOException">The block store could not be listed.</exception>
    private async Task<LoadReport?> ClaimAsync(ShareDefinition share, ShareSuperblock? present, CancellationToken cancellationToken)
    {
        await using var blocks = await environment.Opener.OpenAsync(share, present?.HandleKey ?? default, cancellationToken);
        if (new ShareOwners(environment).Make(share, blocks) is not { } owner)
        {
            return null;
        }

        var state = await owner.ReadAsync(cancellationToken);
        if (!state.IsSuccess)
        {
            return Failed(state.Error, "the block store");
        }

        if (state.Value is { IsLive: true } live && !owner.IsOurs(live))
        {
            return new LoadReport(LoadOutcome.InUse, string.Create(
                CultureInfo.InvariantCulture,
                $"Server {live.Record.Host} has share {share.Name}, and said so {live.Age.TotalSeconds:0} s ago. Stop it there; if it is lost, try again when it was silent for {3 * live.Record.IntervalSeconds:0} s."));
        }

        var taken = state.Value is null || owner.IsOurs(state.Value) ? FsResult.Success : await owner.TakeAsync(state.Value, cancellationToken);
        return taken.IsSuccess ? null : Failed(taken.Error, "the block store");
    }

    private static LoadReport Failed(FsError error, string what) => new(LoadOutcome.Unavailable, $"The metadata can't be loaded: {what} answered {error}.");
}
