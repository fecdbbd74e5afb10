using DittoFs.Storage.Content.Wal;
using DittoFs.Storage.Metadata;
using DittoFs.Storage.Metadata.Postgres;
using DittoFs.Storage.Primitives;
using Microsoft.Extensions.Logging;

namespace DittoFs.Storage.Shares;

/// <summary>
/// The metadata stores of shares in PostgreSQL, one for each share. A store that is closed before it has taken all that the log has for it stays open behind
/// the scenes until it has: nobody else would bring it there in this run.
/// </summary>
internal sealed class PostgresBindings(WriteAheadLog log, WalRecoveredLog recovered, ILogger logger) : IAsyncDisposable
{
    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly PostgresDatabases databases = new();
    private volatile Dictionary<ShareId, Entry> entries = [];

    /// <summary>Every store that may have changes to take.</summary>
    public IReadOnlyList<MetadataBinding> Present => [.. entries.Values.Select(static entry => entry.Binding)];

    /// <summary>Opens the store of a share, and repeats what the log has for it and the database does not.</summary>
    /// <exception cref="StorageStartException">The database can't be used, or the share in it belongs to another server; the message says what to do.</exception>
    public async Task<FsResult<MetadataBinding>> OpenAsync(ShareDefinition definition, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            if (entries.TryGetValue(definition.Id, out var left))
            {
                Put(left with { IsClosing = false });
                return left.Binding;
            }

            var database = await databases.RentAsync(definition.Postgres!, cancellationToken);
            var opened = new FsResult<MetadataBinding>(FsError.Unavailable, null!);
            try
            {
                opened = await OpenAsync(definition, database, cancellationToken);
                return opened;
            }
            finally
            {
                if (opened.IsSuccess)
                {
                    Put(new Entry(definition, opened.Value, IsClosing: false));
                }
                else
                {
                    await databases.ReturnAsync(definition.Postgres!);
                }
            }
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Closes the store of a share that does not run any more, at once or when it has taken everything.</summary>
    /// <param name="share">The share.</param>
    /// <param name="isDrained">No bytes of the share are in the log only, so that another data directory may go on with it.</param>
    /// <returns>Success when it is closed, else what it failed with.</returns>
    public async Task<FsResult> CloseAsync(ShareId share, bool isDrained)
    {
        await gate.WaitAsync();
        try
        {
            var entry = entries[share] with { IsClosing = true, IsDrained = isDrained };
            Put(entry);
            return await FinishAsync(entry);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Closes what was left open and has taken everything meanwhile.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        if (!entries.Values.Any(static entry => entry.IsClosing))
        {
            return;
        }

        await gate.WaitAsync(cancellationToken);
        try
        {
            foreach (var entry in entries.Values.Where(static entry => entry.IsClosing).ToList())
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

    private async Task<FsResult<MetadataBinding>> OpenAsync(ShareDefinition definition, PostgresDatabase database, CancellationToken cancellationToken)
    {
        var records = recovered.Get(definition.Id);
        var writer = new PostgresWriter(definition.Id.Value, recovered.Checkpoint.LogId, log.LastSequence, records.Count > 0);
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

        var name = $"metadata/{definition.Name}";
        return new MetadataBinding(name, store, new MetadataCommitter(store, log, logger, definition.Name.Value))
        {
            RecordKind = WalRecordKind.ShareMetadata,
            LogStart = store.LogStart,
        };
    }

    private async Task<FsResult> FinishAsync(Entry entry)
    {
        var applied = await entry.Binding.Committer.WaitAllAppliedAsync();
        if (!applied.IsSuccess)
        {
            return applied;
        }

        if (entry.IsDrained)
        {
            // A release that fails leaves the share with this data directory, where it can be started again.
            await ((PostgresMetadataStore)entry.Binding.Store).ReleaseAsync();
        }

        entries = entries.Where(other => other.Key != entry.Definition.Id).ToDictionary();
        await CloseAsync(entry);
        return FsResult.Success;
    }

    private async Task CloseAsync(Entry entry)
    {
        await entry.Binding.DisposeAsync();
        await databases.ReturnAsync(entry.Definition.Postgres!);
    }

    private void Put(Entry entry) => entries = new Dictionary<ShareId, Entry>(entries) { [entry.Definition.Id] = entry };

    private sealed record Entry(ShareDefinition Definition, MetadataBinding Binding, bool IsClosing)
    {
        public bool IsDrained { get; init; }
    }
}
