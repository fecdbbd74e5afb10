using System.Collections.Concurrent;
using DittoFs.Storage.Blocks;
using DittoFs.Storage.Primitives;

namespace DittoFs.Web.Tests.Support;

/// <summary>One thing that goes wrong in a <see cref="FaultyBlockStore"/>.</summary>
/// <param name="Error">What the caller gets; none for a fault that is only slow.</param>
/// <param name="ReplyLost">The operation is carried out all the same, as when a reply gets lost.</param>
/// <param name="Gate">The operation waits for it first.</param>
public sealed record BlockFault(FsError Error = FsError.None, bool ReplyLost = false, Task? Gate = null);

/// <summary>A block store whose next operations fail, wait or lose their replies, in the order in which the faults were planned.</summary>
public sealed class FaultyBlockStore(IBlockStore inner) : IBlockStore
{
    private readonly ConcurrentQueue<BlockFault> plan = new();
    private int calls;

    /// <summary>Operations that were asked for, failed ones included.</summary>
    public int Calls => calls;

    /// <inheritdoc/>
    public bool IsPersistent => inner.IsPersistent;

    /// <summary>Lets the next operation that has no fault yet go wrong.</summary>
    public void Plan(params BlockFault[] faults)
    {
        foreach (var fault in faults)
        {
            plan.Enqueue(fault);
        }
    }

    /// <inheritdoc/>
    public ValueTask<FsResult<BlockStoreCapacity?>> GetCapacityAsync(CancellationToken cancellationToken) =>
        Run(() => inner.GetCapacityAsync(cancellationToken), static error => error);

    /// <inheritdoc/>
    public ValueTask<FsResult> PutAsync(BlockId block, IReadOnlyList<ReadOnlyMemory<byte>> parts, CancellationToken cancellationToken) =>
        Run(() => inner.PutAsync(block, parts, cancellationToken), static error => error);

    /// <inheritdoc/>
    public ValueTask<FsResult<int>> ReadAsync(BlockId block, long offset, Memory<byte> destination, CancellationToken cancellationToken) =>
        Run(() => inner.ReadAsync(block, offset, destination, cancellationToken), static error => error);

    /// <inheritdoc/>
    public ValueTask<FsResult<long>> GetLengthAsync(BlockId block, CancellationToken cancellationToken) =>
        Run(() => inner.GetLengthAsync(block, cancellationToken), static error => error);

    /// <inheritdoc/>
    public ValueTask<FsResult> DeleteAsync(BlockId block, CancellationToken cancellationToken) =>
        Run(() => inner.DeleteAsync(block, cancellationToken), static error => error);

    /// <inheritdoc/>
    public ValueTask<FsResult> EraseAsync(CancellationToken cancellationToken) => Run(() => inner.EraseAsync(cancellationToken), static error => error);

    /// <inheritdoc/>
    public IAsyncEnumerable<BlockListing> ListAsync(CancellationToken cancellationToken) => inner.ListAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private async ValueTask<TResult> Run<TResult>(Func<ValueTask<TResult>> operation, Func<FsError, TResult> failed)
    {
        Interlocked.Increment(ref calls);
        if (!plan.TryDequeue(out var fault))
        {
            return await operation();
        }

        await (fault.Gate ?? Task.CompletedTask);
        if (fault.Error == FsError.None)
        {
            return await operation();
        }

        if (fault.ReplyLost)
        {
            await operation();
        }

        return failed(fault.Error);
    }
}
