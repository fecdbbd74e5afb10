using DittoFs.Storage.Content.Wal;
using DittoFs.Storage.Metadata;
using DittoFs.Storage.Metadata.Postgres;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.StoreTypes;
using Microsoft.Extensions.Logging;

namespace DittoFs.Storage.Shares;

/// <summary>
/// The metadata stores of shares that have one to themselves: in PostgreSQL, and of registered types. A store that lasts and is closed before it has taken all that the
/// log has for it stays open behind the scenes until it has: nobody else would bring it there in this run.
/// </summary>
internal sealed partial class ShareBindings(
    ShareEnvironment environment, WriteAheadLog log, WalRecoveredLog recovered, SharesElsewhere elsewhere, ILogger logger) : IAsyncDisposable
{
    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly PostgresDatabases databases = new();
    private volatile Dictionary<ShareId, Entry> entries = [];

    /// <summary>Every store that may have changes to take.</summary>
    public IReadOnlyList<MetadataBinding> Present => [.. entries.Values.Select(static entry => entry.Binding)];

    /// <summary>Opens the store of a share, and repeats what the log has for it and the store does not.</summary>
    /// <exception cref="StorageStartException">The store can't be used, or the share in it belongs to another server; the message says what to do.</exception>
    public async Task<FsResult<MetadataBinding>> OpenAsync(ShareDefinition definition, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            if (entries.TryGetValue(definition.Id, out var left))
            {
                var reused = await ReuseAsync(left, definition);
                if (reused is { IsSuccess: false } or { Value: not null })
                {
                    return reused!;
                }
            }

            var opened = definition.Metadata == MetadataStoreKind.Custom
                ? await OpenCustomAsync(definition, cancellationToken)
                : await OpenPostgresAsync(definition, cancellationToken);
            if (opened.IsSuccess && opened.Value.Store.IsPersistent)
            {
                Put(new Entry(definition.Id, GetPlace(definition), opened.Value, Users: 1));
            }

            return opened;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Ends a use of a store; the last one closes it, at once or when it has taken everything.</summary>
    /// <param name="binding">The store.</param>
    /// <param name="isDrained">No bytes of the share are in the log only, so that another data directory may go on with it.</param>
    /// <returns>Success when the store has taken everything, else what it failed with.</returns>
    public async Task<FsResult> CloseAsync(MetadataBinding binding, bool isDrained)
    {
        await gate.WaitAsync();
        try
        {
            var entry = entries.Values.Single(entry => entry.Binding == binding);
            entry = entry with { Users = entry.Users - 1, IsDrained = isDrained && !entry.WasShared };
            Put(entry);
            return entry.Users == 0 ? await FinishAsync(entry) : await binding.Committer.WaitAllAppliedAsync();
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Closes what was left open and has taken everything meanwhile.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        if (!entries.Values.Any(static entry => entry.Users == 0))
        {
            return;
        }

        await gate.WaitAsync(cancellationToken);
        try
        {
            foreach (var entry in entries.Values.Where(static entry => entry.Users == 0).ToList())
            {
                await FinishAsync(entry);
            }
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Closes everything; what a store has not taken is in the log.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var entry in entries.Values)
        {
            await CloseAsync(entry);
        }

        gate.Dispose();
    }

    /// <summary>
    /// Takes a store that is open already; null if it was closed instead, because the share is reached in another way now. What is still on its way into it must be
    /// there before anybody reads: a share that starts has no cache that knows better.
    /// </summary>
    private async Task<FsResult<MetadataBinding?>> ReuseAsync(Entry left, ShareDefinition definition)
    {
        var applied = await left.Binding.Committer.WaitAllAppliedAsync();
        if (left.Place.Equals(GetPlace(definition)))
        {
            if (applied.IsSuccess)
            {
                Put(left with { Users = left.Users + 1, WasShared = left.WasShared || left.Users > 0 });
            }

            return applied.IsSuccess ? left.Binding : applied.Error;
        }

        if (left.Users > 0)
        {
            return FsError.Exists;
        }

        return !applied.IsSuccess
            ? throw new StorageStartException(
                $"Changes of share {definition.Name} wait for {left.Place}, which does not take them ({applied.Error}). Restart the server: it brings them to {GetPlace(definition)} from its log.")
            : new FsResult<MetadataBinding?>((await FinishAsync(left)).Error, null);
    }

    private async Task<FsResult<MetadataBinding>> OpenPostgresAsync(ShareDefinition definition, CancellationToken cancellationToken)
    {
        var database = await databases.RentAsync(definition.Postgres!, cancellationToken);
        var opened = new FsResult<MetadataBinding>(FsError.Unavailable, null!);
        try
        {
            opened = await OpenAsync(definition, database, cancellationToken);
            return opened;
        }
        finally
        {
            if (!opened.IsSuccess)
            {
                await databases.ReturnAsync(definition.Postgres!);
            }
        }
    }

    private async Task<FsResult<MetadataBinding>> OpenAsync(ShareDefinition definition, PostgresDatabase database, CancellationToken cancellationToken)
    {
        Note(definition, database.Place);
        var records = recovered.Get(definition.Id);
        var outlives = definition.Durability == DurabilityTier.Remote;
        var writer = new PostgresWriter(definition.Id.Value, recovered.Checkpoint.LogId, log.LastSequence, records.Count > 0, outlives);
        var store = await PostgresMetadataStore.OpenAsync(database, writer, cancellationToken);
        var replayed = new FsResult(FsError.Unavailable);
        try
        {
            replayed = await MetadataReplay.RunAsync(definition.Id, records, store, cancellationToken);
        }
        finally
        {
            if (!replayed.IsSuccess)
            {
                await store.DisposeAsync();
            }
        }

        if (!replayed.IsSuccess)
        {
            return replayed.Error;
        }

        return new MetadataBinding($"metadata/{definition.Name}", MetadataStoreKind.Postgres, store, new MetadataCommitter(store, log, logger, definition.Name.Value))
        {
            LogStart = store.LogStart,
        };
    }

    private async Task<FsResult> FinishAsync(Entry entry)
    {
        var applied = await entry.Binding.Committer.WaitAllAppliedAsync();
        var settled = applied.IsSuccess && entry.Place is CustomStore ? await SettleCustomAsync(entry) : applied;
        if (!settled.IsSuccess)
        {
            return settled;
        }

        // A release that fails leaves the share with this data directory, where it can be started again.
        if (entry.IsDrained && entry.Binding.Store is PostgresMetadataStore released && (await released.ReleaseAsync()).IsSuccess)
        {
            Forget(entry.Share);
        }

        entries = entries.Where(other => other.Key != entry.Share).ToDictionary();
        await CloseAsync(entry);
        return FsResult.Success;
    }

    private async Task CloseAsync(Entry entry)
    {
        await entry.Binding.DisposeAsync();
        if (entry.Place is PostgresLocation location)
        {
            await databases.ReturnAsync(location);
        }
    }

    /// <summary>What tells one store of a share from another.</summary>
    private static object GetPlace(ShareDefinition definition) => definition.Metadata == MetadataStoreKind.Custom ? definition.CustomMetadata! : definition.Postgres!;

    private void Note(ShareDefinition definition, string place)
    {
        try
        {
            elsewhere.Add(definition.Id, place);
        }
        catch (IOException e)
        {
            throw new StorageStartException($"Share {definition.Name} can't be noted in the data directory: {e.Message}", e);
        }
    }

    private void Forget(ShareId share)
    {
        try
        {
            elsewhere.Remove(share);
        }
        catch (IOException e)
        {
            // Its records are kept for longer than needed, that is all.
            ShareLog.NotForgotten(logger, share, e.Message);
        }
    }

    private void Put(Entry entry) => entries = new Dictionary<ShareId, Entry>(entries) { [entry.Share] = entry };

    /// <summary>An open store.</summary>
    /// <param name="Share">Whose it is.</param>
    /// <param name="Place">Its database or store: what <see cref="GetPlace"/> tells.</param>
    /// <param name="Binding">The store.</param>
    /// <param name="Users">Who uses it; nobody, when it is open only to take what is left.</param>
    private sealed record Entry(ShareId Share, object Place, MetadataBinding Binding, int Users)
    {
        /// <summary>No bytes of the share are in the log only.</summary>
        public bool IsDrained { get; init; }

        /// <summary>It had several users at once, of which none knows what the others left in the log.</summary>
        public bool WasShared { get; init; }
    }
}
