using System.Globalization;
using DittoFs.Storage.Content.Wal;
using DittoFs.Storage.Dumps;
using DittoFs.Storage.Metadata;
using DittoFs.Storage.Metadata.Postgres;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Shares;

/// <summary>
/// Brings a share here whose server is lost, from what its stores have of it: rows in PostgreSQL, or the newest dump in its block store. Its identity and the key of its handles
/// come along, so that clients' handles stay good. The share is not started.
/// </summary>
internal sealed class ShareAttachment(ShareEnvironment environment, MetadataStores stores, WriteAheadLog log)
{
    /// <summary>Attaches <paramref name="definition"/>, which does not run here.</summary>
    /// <exception cref="StorageStartException">A store can't be used; the message says why.</exception>
    /// <exception cref="IOException">The block store could not be listed.</exception>
    public async Task<AttachReport> RunAsync(ShareDefinition definition, CancellationToken cancellationToken)
    {
        var found = await ShareFinder.FindAsync(definition, environment.DataDirectory, environment.Clock, cancellationToken);
        if (!found.IsSuccess)
        {
            return new AttachReport(AttachRefusal.Unavailable, $"The block store can't be listed ({found.Error}).");
        }

        if (!found.Value.Contains(definition.Id))
        {
            return new AttachReport(AttachRefusal.NotFound, $"The block store has nothing of share {definition.Id}.");
        }

        return definition.Metadata switch
        {
            MetadataStoreKind.Postgres => await TakeOverAsync(definition, cancellationToken),
            MetadataStoreKind.RocksDb => await RestoreAsync(definition, cancellationToken),
            MetadataStoreKind.Custom => new AttachReport(AttachRefusal.NotFound, "A metadata store of an added type can't move to another data directory."),
            MetadataStoreKind.Memory => new AttachReport(AttachRefusal.NotFound, "Metadata in memory are gone with their server."),
        };
    }

    private async Task<AttachReport> TakeOverAsync(ShareDefinition definition, CancellationToken cancellationToken)
    {
        await definition.Postgres!.EnsureAllowedAsync(cancellationToken);
        var taken = await PostgresTakeover.RunAsync(definition.Postgres!.ConnectionString, definition.Id.Value, cancellationToken);
        if (!taken.IsSuccess)
        {
            return taken.Error == FsError.Exists
                ? new AttachReport(AttachRefusal.InUse, $"Another server has share {definition.Id} open on {definition.Postgres}. Stop it there first.")
                : new AttachReport(AttachRefusal.NotFound, $"{definition.Postgres} has no rows of share {definition.Id}.");
        }

        var opened = await stores.OpenAsync(definition, cancellationToken);
        if (!opened.IsSuccess)
        {
            return Failed(opened.Error, "its metadata");
        }

        try
        {
            var read = await opened.Value.Store.ReadSuperblockAsync(definition.Id, cancellationToken);
            return !read.IsSuccess ? Failed(read.Error, "its metadata")
                : read.Value is not { } superblock ? new AttachReport(AttachRefusal.NotFound, $"{definition.Postgres} has no rows of share {definition.Id}.")
                : await FinishAsync(definition, opened.Value, superblock, $"the rows in {definition.Postgres}");
        }
        finally
        {
            await stores.CloseAsync(opened.Value, isDrained: true);
        }
    }

    private async Task<AttachReport> RestoreAsync(ShareDefinition definition, CancellationToken cancellationToken)
    {
        var opened = await stores.OpenAsync(definition, cancellationToken);
        var present = opened.IsSuccess ? await opened.Value.Store.ReadSuperblockAsync(definition.Id, cancellationToken) : opened.Error;
        if (!present.IsSuccess)
        {
            return Failed(present.Error, "the metadata of this server");
        }

        await using var store = await environment.Opener.OpenAsync(definition, present.Value?.HandleKey ?? default, cancellationToken);
        var blocks = new DumpBlocks(store, definition.Id);
        var owner = new ShareOwner(blocks, new ShareOwners(environment).StoreIdentity, environment.Dumps.OwnerInterval);
        var state = await owner.ReadAsync(cancellationToken);
        if (!state.IsSuccess)
        {
            return Failed(state.Error, "its block store");
        }

        if (present.Value is not null && owner.IsOurs(state.Value))
        {
            return new AttachReport(AttachRefusal.None, "what this server has of it already");
        }

        if (state.Value is { IsLive: true } live && !owner.IsOurs(live))
        {
            return new AttachReport(AttachRefusal.InUse, string.Create(
                CultureInfo.InvariantCulture,
                $"Server {live.Record.Host} has share {definition.Id}, and said so {live.Age.TotalSeconds:0} s ago. Stop it there; if that server is lost, try again when it was silent for {3 * live.Record.IntervalSeconds:0} s."));
        }

        return await RestoreAsync(definition, opened.Value, blocks, owner, state.Value, cancellationToken);
    }

    /// <summary>From the newest dump that is whole.</summary>
    private async Task<AttachReport> RestoreAsync(
        ShareDefinition definition, MetadataBinding metadata, DumpBlocks blocks, ShareOwner owner, OwnerState? from, CancellationToken cancellationToken)
    {
        var reader = new DumpReader(blocks);
        var dumps = (await reader.ListAsync(cancellationToken)).Complete;
        if (dumps.Count == 0)
        {
            return new AttachReport(AttachRefusal.NotFound, $"The block store has no dump of the metadata of share {definition.Id}.");
        }

        var taken = await owner.TakeAsync(from, cancellationToken);
        if (!taken.IsSuccess)
        {
            return taken.Error == FsError.Exists ? new AttachReport(AttachRefusal.InUse, "Another server is attaching the share.") : Failed(taken.Error, "its block store");
        }

        var result = Failed(FsError.Corrupt, "its dumps");
        foreach (var number in dumps)
        {
            var manifest = await reader.ReadManifestAsync(number, cancellationToken);
            var restored = manifest.IsSuccess ? await RestoreAsync(manifest.Value) : manifest.Error;
            if (restored.IsSuccess)
            {
                return await FinishAsync(
                    definition, metadata, restored.Value, string.Create(CultureInfo.InvariantCulture, $"dump {number} of {manifest.Value.Time.UtcDateTime:u}"));
            }

            result = Failed(restored.Error, $"dump {number}");
            if (restored.Error is not (FsError.Corrupt or FsError.NotSupported or FsError.NotFound))
            {
                return result;
            }
        }

        return result;

        Task<FsResult<ShareSuperblock>> RestoreAsync(DumpManifest manifest) => new DumpedRows(environment, log, definition.Id, metadata).PutAsync(
            async take => (await reader.ReadRowsAsync(manifest, take, cancellationToken)).Error, cancellationToken);
    }

    private async Task<AttachReport> FinishAsync(ShareDefinition definition, MetadataBinding metadata, ShareSuperblock superblock, string source)
    {
        var finished = await new DumpedRows(environment, log, definition.Id, metadata).FinishAsync(superblock);
        return finished.IsSuccess ? new AttachReport(AttachRefusal.None, source) : Failed(finished.Error, "its metadata");
    }

    private static AttachReport Failed(FsError error, string what) => new(AttachRefusal.Unavailable, $"It can't be attached: {what} answered {error}.");
}
