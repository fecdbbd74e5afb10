using DittoFs.Storage.Content.Wal;
using DittoFs.Storage.Metadata;
using DittoFs.Storage.Metadata.Memory;
using DittoFs.Storage.Primitives;
using Microsoft.Extensions.Logging;

namespace DittoFs.Storage.Shares;

/// <summary>The metadata stores of a data directory: the embedded one for all shares on it, and one for each other share.</summary>
internal sealed class MetadataStores(MetadataBinding embedded, ShareBindings shares, WriteAheadLog log, ILogger logger) : IAsyncDisposable
{
    /// <summary>The stores that must have taken a part of the log before it is freed.</summary>
    public IReadOnlyList<MetadataBinding> Persistent => [embedded, .. shares.Present];

    /// <summary>Opens the store of a share, with all in it that the log had for it. Each use ends with <see cref="CloseAsync"/>.</summary>
    /// <exception cref="StorageStartException">It can't be used; the message says what to do.</exception>
    public async ValueTask<FsResult<MetadataBinding>> OpenAsync(ShareDefinition definition, CancellationToken cancellationToken) => definition.Metadata switch
    {
        MetadataStoreKind.RocksDb => embedded,
        MetadataStoreKind.Postgres or MetadataStoreKind.Custom => await shares.OpenAsync(definition, cancellationToken),
        MetadataStoreKind.Memory => OpenMemory(definition),
    };

    /// <summary>Ends a use of a share's store; after the last one it is closed, unless other shares are on it. What it has not taken is in the log.</summary>
    /// <param name="binding">The store.</param>
    /// <param name="isDrained">No bytes of the share are in the log only, and nobody uses the share any more.</param>
    /// <returns>Success when the store has taken everything, else what it failed with.</returns>
    public async ValueTask<FsResult> CloseAsync(MetadataBinding binding, bool isDrained)
    {
        if (binding.Kind is MetadataStoreKind.Postgres or MetadataStoreKind.Custom && binding.Store.IsPersistent)
        {
            return await shares.CloseAsync(binding, isDrained);
        }

        var applied = await binding.Committer.WaitAllAppliedAsync();
        if (binding.Kind is MetadataStoreKind.Memory or MetadataStoreKind.Custom)
        {
            await binding.DisposeAsync();
        }

        return applied;
    }

    /// <summary>Has every store that lasts take what was appended before this call, and make it durable.</summary>
    /// <returns>Success, or what the first that failed answered; the others have done it.</returns>
    public async Task<FsResult> FlushAsync(CancellationToken cancellationToken)
    {
        var result = FsResult.Success;
        foreach (var binding in Persistent)
        {
            var applied = await binding.Committer.WaitAllAppliedAsync();
            var flushed = applied.IsSuccess ? (await binding.Store.FlushAsync(cancellationToken)).Error : applied.Error;
            result = result.IsSuccess ? flushed : result;
        }

        return result;
    }

    /// <summary>Closes stores that were left open because they had not taken everything, if they have now.</summary>
    public Task SweepAsync(CancellationToken cancellationToken) => shares.SweepAsync(cancellationToken);

    /// <summary>Closes all. What a store has not taken is in the log.</summary>
    public async ValueTask DisposeAsync()
    {
        await shares.DisposeAsync();
        await embedded.DisposeAsync();
    }

    private MetadataBinding OpenMemory(ShareDefinition definition)
    {
        var store = new MemoryMetadataStore();
        return new MetadataBinding($"metadata/{definition.Name}", MetadataStoreKind.Memory, store, new MetadataCommitter(store, log, logger, definition.Name.Value));
    }
}
