using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Blocks.Decorators;

/// <summary>Counts and times what the store inside does. Owns it.</summary>
/// <remarks>Asking how the store is, asking for the capacity and listing are not counted: no client waits for them.</remarks>
internal sealed class MeteredBlockStore(IBlockStore inner, string backend, BlockStoreMetrics metrics, TimeProvider clock) : IBlockStore
{
    /// <inheritdoc/>
    public bool IsPersistent => inner.IsPersistent;

    /// <inheritdoc/>
    public bool IsRemote => inner.IsRemote;

    /// <inheritdoc/>
    public ValueTask<BlockStoreState> CheckAsync(CancellationToken cancellationToken) => inner.CheckAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask<FsResult<BlockStoreCapacity?>> GetCapacityAsync(CancellationToken cancellationToken) => inner.GetCapacityAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask<FsResult> PutAsync(BlockId block, IReadOnlyList<ReadOnlyMemory<byte>> parts, CancellationToken cancellationToken)
    {
        var length = parts.Sum(static part => (long)part.Length);
        return Measure(
            "put", clock.GetTimestamp(), inner.PutAsync(block, parts, cancellationToken), result => (result.Error, result.IsSuccess ? length : 0));
    }

    /// <inheritdoc/>
    public ValueTask<FsResult<int>> ReadAsync(BlockId block, long offset, Memory<byte> destination, CancellationToken cancellationToken) => Measure(
        "read", clock.GetTimestamp(), inner.ReadAsync(block, offset, destination, cancellationToken), static result => (result.Error, result.Value));

    /// <inheritdoc/>
    public bool TryReadCached(BlockId block, long offset, Span<byte> destination) => inner.TryReadCached(block, offset, destination);

    /// <inheritdoc/>
    public ValueTask<FsResult<long>> GetLengthAsync(BlockId block, CancellationToken cancellationToken) => Measure(
        "length", clock.GetTimestamp(), inner.GetLengthAsync(block, cancellationToken), static result => (result.Error, 0));

    /// <inheritdoc/>
    public ValueTask<FsResult> DeleteAsync(BlockId block, CancellationToken cancellationToken) => Measure(
        "delete", clock.GetTimestamp(), inner.DeleteAsync(block, cancellationToken), static result => (result.Error, 0));

    /// <inheritdoc/>
    public ValueTask<FsResult> RemoveUnfinishedAsync(DateTimeOffset begunBefore, CancellationToken cancellationToken) => Measure(
        "remove_unfinished", clock.GetTimestamp(), inner.RemoveUnfinishedAsync(begunBefore, cancellationToken), static result => (result.Error, 0));

    /// <inheritdoc/>
    public ValueTask<FsResult> EraseAsync(CancellationToken cancellationToken) => Measure(
        "erase", clock.GetTimestamp(), inner.EraseAsync(cancellationToken), static result => (result.Error, 0));

    /// <inheritdoc/>
    public IAsyncEnumerable<BlockListing> ListAsync(CancellationToken cancellationToken) => inner.ListAsync(cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<BlockListing> ListAsync(string prefix, CancellationToken cancellationToken) => inner.ListAsync(prefix, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => inner.DisposeAsync();

    /// <summary>Records <paramref name="pending"/> when it ends; one that has ended already is answered without an allocation.</summary>
    private ValueTask<TResult> Measure<TResult>(
        string operation, long started, ValueTask<TResult> pending, Func<TResult, (FsError Outcome, long Moved)> describe)
    {
        if (!pending.IsCompletedSuccessfully)
        {
            return MeasureAsync(operation, started, pending, describe);
        }

        var result = pending.Result;
        Record(operation, started, describe(result));
        return new(result);
    }

    private async ValueTask<TResult> MeasureAsync<TResult>(
        string operation, long started, ValueTask<TResult> pending, Func<TResult, (FsError Outcome, long Moved)> describe)
    {
        var result = await pending;
        Record(operation, started, describe(result));
        return result;
    }

    private void Record(string operation, long started, (FsError Outcome, long Moved) ended) =>
        metrics.Record(backend, operation, ended.Outcome, clock.GetElapsedTime(started), ended.Moved);
}
