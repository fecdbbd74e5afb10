namespace DittoFs.Storage.Locking;

/// <summary>Somebody who waits for a range. It holds nothing meanwhile.</summary>
internal sealed class LockWaiter(OpenTarget target, ByteRangeLock wanted)
{
    private readonly TaskCompletionSource<bool> granted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What the range is of.</summary>
    public OpenTarget Target { get; } = target;

    /// <summary>What is waited for.</summary>
    public ByteRangeLock Wanted { get; } = wanted;

    /// <summary>True when the lock is held, false when it never will be.</summary>
    public Task<bool> Outcome => granted.Task;

    /// <summary>Ends the waiting; false if it had ended.</summary>
    public bool TryEnd(bool isGranted) => granted.TrySetResult(isGranted);
}
