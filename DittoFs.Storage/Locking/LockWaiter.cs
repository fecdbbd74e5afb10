namespace DittoFs.Storage.Locking;

/// <summary>Somebody who waits for a range. It holds nothing meanwhile.</summary>
internal sealed class LockWaiter(OpenTarget target, ByteRangeLock wanted)
{
    private readonly TaskCompletionSource<bool> granted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool isGranted;

    /// <summary>What the range is of.</summary>
    public OpenTarget Target { get; } = target;

    /// <summary>What is waited for.</summary>
    public ByteRangeLock Wanted { get; } = wanted;

    /// <summary>True when the lock is held, false when it never will be.</summary>
    public Task<bool> Outcome => granted.Task;

    /// <summary>True when the lock is held.</summary>
    public bool IsGranted => isGranted;

    /// <summary>Ends the waiting; false if it had ended. Under the table's lock.</summary>
    public bool TryEnd(bool isGranted)
    {
        var ends = granted.TrySetResult(isGranted);
        this.isGranted |= ends && isGranted;
        return ends;
    }
}
