using System.Collections.Concurrent;
using DittoFs.Storage.Blocks;
using DittoFs.Storage.Primitives;

namespace DittoFs.Web.Tests.Support;

/// <summary>One thing that goes wrong in a <see cref="FaultyBlockStore"/>.</summary>
/// <param name="Error">What the caller gets; none for a fault that is only slow.</param>
/// <param name="ReplyLost">The operation is carried out all the same, as when a reply gets lost.</param>
/// <param name="Gate">The operation waits for it first.</param>
/// <param name="Reached">Completed when the operation is asked for.</param>
public record BlockFault(FsError Error = FsError.None, bool ReplyLost = false, Task? Gate = null, TaskCompletionSource? Reached = null);

/// <summary>A block store whose next operations fail, wait or lose their replies, in the order in which the faults were planned.</summary>
public sealed class FaultyBlockStore(IBlockStore inner) : IBlockStore
{
    private readonly ConcurrentQueue<BlockFault> plan = new();
    private readonly Lock gate = new();
    private readonly List<(int Count, TaskCompletionSource Reached)> waiting = [];
    private int calls;
    private int puts;
    private long putBytes;
    private int reads;

    /// <summary>Operations that were asked for, failed ones included.</summary>
    public int Calls => calls;

    /// <summary>Blocks that were asked to be put, failed ones included.</summary>
    public int Puts => Volatile.Read(ref puts);

    /// <summary>The bytes of those, with what belongs around file bytes.</summary>
    public long PutBytes => Interlocked.Read(ref putBytes);

    /// <summary>The name of the thread that asked for the last of them.</summary>
    public string? PutThread { get; private set; }

    /// <summary>What goes wrong with every operation that has no fault of its own; null for nothing.</summary>
    public BlockFault? Every { get; set; }

    /// <summary>Reads that were asked for, of bytes or of a length.</summary>
    public int Reads => reads;

    /// <summary>The times with which <see cref="RemoveUnfinishedAsync"/> was called.</summary>
    public ConcurrentQueue<DateTimeOffset> UnfinishedRemovals { get; } = new();

    /// <summary>When set, every read fails with it.</summary>
    public FsError ReadError { get; set; }

    /// <summary>When set, what a read of bytes waits for first, by the number of bytes that it asks for.</summary>
    public Func<int, Task>? BeforeRead { get; set; }

    /// <summary>When set, what a question whether the store is there waits for first.</summary>
    public Func<Task>? BeforeCheck { get; set; }

    /// <inheritdoc/>
    public bool IsPersistent => inner.IsPersistent;

    /// <summary>Set to have the storage treat it as a store behind a network.</summary>
    public bool IsRemote { get; init; } = inner.IsRemote;

    /// <summary>Completes when <see cref="Puts"/> has reached <paramref name="count"/>.</summary>
    public Task WaitForPutsAsync(int count)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            waiting.Add((count, reached));
        }

        TellWaiting();
        return reached.Task;
    }

    /// <inheritdoc/>
    public async ValueTask<BlockStoreState> CheckAsync(CancellationToken cancellationToken)
    {
        await (Every?.Gate ?? BeforeCheck?.Invoke() ?? Task.CompletedTask).WaitAsync(cancellationToken);
        return Every is { Error: not FsError.None and var error } ? new BlockStoreState(error, "It is away.") : default;
    }

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
    public ValueTask<FsResult> PutAsync(BlockId block, IReadOnlyList<ReadOnlyMemory<byte>> parts, CancellationToken cancellationToken)
    {
        PutThread = Thread.CurrentThread.Name;
        Interlocked.Increment(ref puts);
        Interlocked.Add(ref putBytes, parts.Sum(static part => (long)part.Length));
        TellWaiting();
        return Run(() => inner.PutAsync(block, parts, cancellationToken), static error => error);
    }

    /// <inheritdoc/>
    public ValueTask<FsResult<int>> ReadAsync(BlockId block, long offset, Memory<byte> destination, CancellationToken cancellationToken) =>
        RunRead(() => ReadLaterAsync(block, offset, destination, cancellationToken), static error => error);

    /// <inheritdoc/>
    public ValueTask<FsResult<long>> GetLengthAsync(BlockId block, CancellationToken cancellationToken) =>
        RunRead(() => inner.GetLengthAsync(block, cancellationToken), static error => error);

    /// <inheritdoc/>
    public ValueTask<FsResult> DeleteAsync(BlockId block, CancellationToken cancellationToken) =>
        Run(() => inner.DeleteAsync(block, cancellationToken), static error => error);

    /// <inheritdoc/>
    public ValueTask<FsResult> RemoveUnfinishedAsync(DateTimeOffset begunBefore, CancellationToken cancellationToken)
    {
        UnfinishedRemovals.Enqueue(begunBefore);
        return Run(() => inner.RemoveUnfinishedAsync(begunBefore, cancellationToken), static error => error);
    }

    /// <inheritdoc/>
    public ValueTask<FsResult> EraseAsync(CancellationToken cancellationToken) => Run(() => inner.EraseAsync(cancellationToken), static error => error);

    /// <inheritdoc/>
    public IAsyncEnumerable<BlockListing> ListAsync(CancellationToken cancellationToken) => inner.ListAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private async ValueTask<FsResult<int>> ReadLaterAsync(BlockId block, long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        await (BeforeRead?.Invoke(destination.Length) ?? Task.CompletedTask);
        return await inner.ReadAsync(block, offset, destination, cancellationToken);
    }

    private ValueTask<TResult> RunRead<TResult>(Func<ValueTask<TResult>> operation, Func<FsError, TResult> failed)
    {
        Interlocked.Increment(ref reads);
        return ReadError == FsError.None ? Run(operation, failed) : new ValueTask<TResult>(failed(ReadError));
    }

    private async ValueTask<TResult> Run<TResult>(Func<ValueTask<TResult>> operation, Func<FsError, TResult> failed)
    {
        Interlocked.Increment(ref calls);
        if (!plan.TryDequeue(out var fault) && (fault = Every) is null)
        {
            return await operation();
        }

        fault.Reached?.SetResult();
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

    private void TellWaiting()
    {
        lock (gate)
        {
            foreach (var (_, reached) in waiting.Where(waiter => waiter.Count <= Puts))
            {
                reached.TrySetResult();
            }
        }
    }
}
