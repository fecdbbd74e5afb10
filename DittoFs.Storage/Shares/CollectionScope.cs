using DittoFs.Storage.Blocks;
using DittoFs.Storage.Collection;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Shares;

/// <summary>The shares that one collection works on. Their stores stay open until it is disposed; a share that is being stopped fires <see cref="Cancellation"/>.</summary>
internal sealed class CollectionScope : IAsyncDisposable
{
    private readonly List<CollectionSource> sources = [];
    private readonly List<(RunningShare Share, CancellationTokenRegistration Closing)> visited = [];
    private readonly List<(MetadataBinding Binding, bool IsDrained)> metadata = [];
    private readonly List<IBlockStore> opened = [];
    private readonly MetadataStores stores;
    private readonly CancellationTokenSource cancellation;

    /// <summary>An empty scope that also ends with <paramref name="caller"/> and <paramref name="engine"/>.</summary>
    public CollectionScope(MetadataStores stores, CancellationToken caller, CancellationToken engine) =>
        (this.stores, cancellation) = (stores, CancellationTokenSource.CreateLinkedTokenSource(caller, engine));

    /// <summary>What was added.</summary>
    public IReadOnlyList<CollectionSource> Sources => sources;

    /// <summary>Ends the collection.</summary>
    public CancellationToken Cancellation => cancellation.Token;

    /// <summary>Adds a share that runs, and keeps it from closing its stores before this is disposed.</summary>
    public void Add(RunningShare share)
    {
        if (!share.Visits.TryEnter())
        {
            throw new OperationCanceledException();
        }

        visited.Add((share, share.Closing.Token.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), cancellation)));
        sources.Add(new CollectionSource(
            share.FileSystem.ShareId, share.FileSystem.ShareName.Value, share.Blocks, share.Metadata.Store, () => CatchUpAsync(share, cancellation.Token)));
    }

    /// <summary>A server that has lost the share to another does not know what that one's rows name.</summary>
    private static async ValueTask<FsResult> CatchUpAsync(RunningShare share, CancellationToken cancellationToken)
    {
        var owned = share.Owner is { } owner ? await owner.BeatAsync(released: false, cancellationToken) : FsResult.Success;
        return owned.IsSuccess ? await share.Metadata.Committer.WaitAllAppliedAsync() : owned;
    }

    /// <summary>Takes over a metadata store that was opened for this.</summary>
    /// <param name="binding">The store.</param>
    /// <param name="isDrained">The log has nothing of the share.</param>
    public void Add(MetadataBinding binding, bool isDrained) => metadata.Add((binding, isDrained));

    /// <summary>Adds a share that does not run, whose block store was opened for this.</summary>
    public void Add(CollectionSource source, IBlockStore store)
    {
        sources.Add(source);
        opened.Add(store);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var (share, closing) in visited)
        {
            await closing.DisposeAsync();
            share.Visits.Exit();
        }

        foreach (var store in opened)
        {
            await store.DisposeAsync();
        }

        foreach (var (binding, isDrained) in metadata)
        {
            await stores.CloseAsync(binding, isDrained);
        }

        cancellation.Dispose();
    }
}
