using DittoFs.Storage.Metadata;
using DittoFs.Storage.Primitives;
using static DittoFs.Storage.Conformance.TestRecords;

namespace DittoFs.Storage.Conformance;

/// <summary>What every <see cref="IMetadataStore"/> does. An implementation derives, opens a store, and passes unchanged.</summary>
[Trait("Category", "Conformance")]
public abstract partial class MetadataStoreConformance : IAsyncLifetime
{
    private static readonly ShareId ShareA = Share(1);
    private static readonly ShareId ShareB = Share(2);
    private static readonly NodeId Directory = new(10);
    private ulong sequence;

    /// <summary>The store under test.</summary>
    protected IMetadataStore Store { get; private set; } = null!;

    protected static CancellationToken None => CancellationToken.None;

    /// <inheritdoc/>
    public Task InitializeAsync()
    {
        Store = OpenStore();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task DisposeAsync() => await Store.DisposeAsync();

    /// <summary>Opens a store that has no rows, or the one that this test opened before.</summary>
    protected abstract IMetadataStore OpenStore();

    /// <summary>Closes the store and opens it again.</summary>
    protected async Task ReopenAsync()
    {
        await Store.DisposeAsync();
        Store = OpenStore();
    }

    /// <summary>Applies one batch under the next sequence.</summary>
    protected async Task<FsResult> ApplyAsync(ShareId share, Action<MutationBatch> fill) => await Store.ApplyAsync([Batch(share, fill)], ++sequence, None);

    protected async Task AppliedAsync(ShareId share, Action<MutationBatch> fill) => Assert.Equal(FsResult.Success, await ApplyAsync(share, fill));

    protected async Task AppliedAsync(Action<MutationBatch> fill) => await AppliedAsync(ShareA, fill);

    protected static T Value<T>(FsResult<T> result)
    {
        Assert.Equal(FsError.None, result.Error);
        return result.Value;
    }

    protected async Task<NodeRecord?> NodeAsync(ulong node) => Value(await Store.ReadNodeAsync(ShareA, new NodeId(node), None));

    protected async Task<IReadOnlyList<DirectoryRow>> ScanAsync(ulong after = 0, int rowsMax = int.MaxValue, bool withRecords = false) =>
        Value(await Store.ScanDirectoryAsync(ShareA, Directory, after, rowsMax, withRecords, None));

    protected async Task<IReadOnlyList<ContentExtent>> ExtentsAsync(ulong from, int rowsMax = int.MaxValue, ulong content = 5) =>
        Value(await Store.ReadExtentsAsync(ShareA, new ContentId(content), from, rowsMax, None));

    protected async Task AssertDroppedAsync(params ulong[] expected) => await AssertDroppedAsync(int.MaxValue, expected);

    protected async Task AssertDroppedAsync(int rowsMax, ulong[] expected) =>
        Assert.Equal(expected, Value(await Store.ListDroppedContentsAsync(ShareA, rowsMax, None)).Select(static content => content.Value));
}
