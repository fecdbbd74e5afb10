using DittoFs.Storage.Blocks;
using DittoFs.Storage.Blocks.Memory;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;

namespace DittoFs.Web.Tests.Support;

/// <summary>Gives every share a block store in memory that can go wrong. The first share's outlives a restart of the engine.</summary>
internal sealed class FaultyBlockStoreOpener : IBlockStoreOpener
{
    private readonly Dictionary<ShareId, Task> gates = [];

    /// <summary>The store of the first share.</summary>
    public FaultyBlockStore Store { get; } = new(new KeptStore());

    /// <summary>Lets the store of <paramref name="share"/> open when <paramref name="gate"/> completes.</summary>
    public void Hold(ShareId share, Task gate) => gates[share] = gate;

    /// <inheritdoc/>
    public async Task<IBlockStore> OpenAsync(ShareDefinition definition, ReadOnlyMemory<byte> handleKey, CancellationToken cancellationToken)
    {
        await gates.GetValueOrDefault(definition.Id, Task.CompletedTask).WaitAsync(cancellationToken);
        return definition.Name == ShareName.Parse("export") ? Store : new MemoryBlockStore(TimeProvider.System);
    }

    /// <summary>Blocks that are still there when the store was closed, as behind a wire.</summary>
    private sealed class KeptStore : IBlockStore
    {
        private readonly MemoryBlockStore blocks = new(TimeProvider.System);

        public bool IsPersistent => true;

        public ValueTask<FsResult<BlockStoreCapacity?>> GetCapacityAsync(CancellationToken cancellationToken) => blocks.GetCapacityAsync(cancellationToken);

        public ValueTask<FsResult> PutAsync(BlockId block, IReadOnlyList<ReadOnlyMemory<byte>> parts, CancellationToken cancellationToken) =>
            blocks.PutAsync(block, parts, cancellationToken);

        public ValueTask<FsResult<int>> ReadAsync(BlockId block, long offset, Memory<byte> destination, CancellationToken cancellationToken) =>
            blocks.ReadAsync(block, offset, destination, cancellationToken);

        public ValueTask<FsResult<long>> GetLengthAsync(BlockId block, CancellationToken cancellationToken) => blocks.GetLengthAsync(block, cancellationToken);

        public ValueTask<FsResult> DeleteAsync(BlockId block, CancellationToken cancellationToken) => blocks.DeleteAsync(block, cancellationToken);

        public ValueTask<FsResult> EraseAsync(CancellationToken cancellationToken) => blocks.EraseAsync(cancellationToken);

        public IAsyncEnumerable<BlockListing> ListAsync(CancellationToken cancellationToken) => blocks.ListAsync(cancellationToken);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
