using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Blocks.Decorators;

/// <summary>
/// Tries again what failed with <see cref="FsError.Unavailable"/> or <see cref="FsError.InputOutput"/>, a bounded number of times. Every operation
/// may be repeated, since a block is put with the same bytes and a deleted one may be deleted again; only a listing that has begun can't.
/// </summary>
/// <remarks>Owns the store inside. The waits are anything up to a doubling limit, so that many callers do not come back at once;
/// <paramref name="random"/> is asked from many threads.</remarks>
internal sealed class RetryingBlockStore(IBlockStore inner, RetryingBlockStoreOptions options, TimeProvider clock, Random random) : IBlockStore
{
    /// <inheritdoc/>
    public bool IsPersistent => inner.IsPersistent;

    /// <inheritdoc/>
    public bool IsRemote => inner.IsRemote;

    /// <inheritdoc/>
    public ValueTask<BlockStoreState> CheckAsync(CancellationToken cancellationToken) => inner.CheckAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask<FsResult<BlockStoreCapacity?>> GetCapacityAsync(CancellationToken cancellationToken) => Retry(
        0, static (store, _, cancellation) => store.GetCapacityAsync(cancellation), static result => result.Error, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<FsResult> PutAsync(BlockId block, IReadOnlyList<ReadOnlyMemory<byte>> parts, CancellationToken cancellationToken) => Retry(
        (block, parts), static (store, put, cancellation) => store.PutAsync(put.block, put.parts, cancellation), static result => result.Error, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<FsResult<int>> ReadAsync(BlockId block, long offset, Memory<byte> destination, CancellationToken cancellationToken) => Retry(
        (block, offset, destination),
        static (store, read, cancellation) => store.ReadAsync(read.block, read.offset, read.destination, cancellation),
        static result => result.Error,
        cancellationToken);

    /// <inheritdoc/>
    public bool TryReadCached(BlockId block, long offset, Span<byte> destination) => inner.TryReadCached(block, offset, destination);

    /// <inheritdoc/>
    public ValueTask<FsResult<long>> GetLengthAsync(BlockId block, CancellationToken cancellationToken) => Retry(
        block, static (store, block, cancellation) => store.GetLengthAsync(block, cancellation), static result => result.Error, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<FsResult> DeleteAsync(BlockId block, CancellationToken cancellationToken) => Retry(
        block, static (store, block, cancellation) => store.DeleteAsync(block, cancellation), static result => result.Error, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<FsResult> RemoveUnfinishedAsync(DateTimeOffset begunBefore, CancellationToken cancellationToken) => Retry(
        begunBefore, static (store, begunBefore, cancellation) => store.RemoveUnfinishedAsync(begunBefore, cancellation), static result => result.Error, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<FsResult> EraseAsync(CancellationToken cancellationToken) => Retry(
        0, static (store, _, cancellation) => store.EraseAsync(cancellation), static result => result.Error, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<BlockListing> ListAsync(CancellationToken cancellationToken) => inner.ListAsync(cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<BlockListing> ListAsync(string prefix, CancellationToken cancellationToken) => inner.ListAsync(prefix, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => inner.DisposeAsync();

    /// <summary>Answers at once when the first try is done at once and needs no other; nothing is allocated then.</summary>
    private ValueTask<TResult> Retry<TArgument, TResult>(
        TArgument argument,
        Func<IBlockStore, TArgument, CancellationToken, ValueTask<TResult>> operation,
        Func<TResult, FsError> errorOf,
        CancellationToken cancellationToken)
    {
        var first = operation(inner, argument, cancellationToken);
        if (!first.IsCompletedSuccessfully)
        {
            return RetryAsync(first, argument, operation, errorOf, cancellationToken);
        }

        var result = first.Result;
        return IsWorthRetrying(errorOf(result)) ? RetryAsync(new(result), argument, operation, errorOf, cancellationToken) : new(result);
    }

    private async ValueTask<TResult> RetryAsync<TArgument, TResult>(
        ValueTask<TResult> first,
        TArgument argument,
        Func<IBlockStore, TArgument, CancellationToken, ValueTask<TResult>> operation,
        Func<TResult, FsError> errorOf,
        CancellationToken cancellationToken)
    {
        var result = await first;
        for (var attempt = 1; attempt < options.AttemptsMax && IsWorthRetrying(errorOf(result)); attempt++)
        {
            await Task.Delay(NextDelay(attempt), clock, cancellationToken);
            result = await operation(inner, argument, cancellationToken);
        }

        return result;
    }

    private static bool IsWorthRetrying(FsError error) => error is FsError.Unavailable or FsError.InputOutput;

    private TimeSpan NextDelay(int attempt)
    {
        var limit = Math.Min(options.DelayMax.Ticks, options.DelayFirst.Ticks * Math.Pow(2, attempt - 1));
        return TimeSpan.FromTicks((long)(limit * random.NextDouble()));
    }
}
