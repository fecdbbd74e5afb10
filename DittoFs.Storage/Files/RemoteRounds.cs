using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Files;

/// <summary>
/// Brings what a share's answers promise to where it outlives this machine, for many callers at once: those who come within a short window share one round, and so one
/// block.
/// </summary>
/// <param name="settle">Has stores take everything that was appended to the log before it was called.</param>
/// <param name="lastSequence">The log's last sequence.</param>
/// <param name="clock">Measures the window.</param>
/// <param name="closing">Lets go of everybody who waits, because the share is being stopped.</param>
internal sealed class RemoteRounds(Func<CancellationToken, Task<FsResult>> settle, Func<ulong> lastSequence, TimeProvider clock, CancellationToken closing)
{
    /// <summary>How long a round waits for others to join before it begins.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMilliseconds(20);

    private readonly Lock gate = new();
    private TaskCompletionSource<FsResult>? next;
    private ulong settled;

    /// <summary>True once nobody waits any more.</summary>
    public bool IsClosed => closing.IsCancellationRequested;

    /// <summary>True if everything up to <paramref name="sequence"/> is where it outlives this machine.</summary>
    public bool IsSettled(ulong sequence) => sequence <= Volatile.Read(ref settled);

    /// <summary>Waits for a round that begins now or later.</summary>
    /// <returns>
    /// Success, or <see cref="FsError.Unavailable"/> when a store is away or the share is being stopped: what was written is in the log, and the next round takes it.
    /// </returns>
    public Task<FsResult> WaitAsync()
    {
        lock (gate)
        {
            if (next is null)
            {
                next = new TaskCompletionSource<FsResult>(TaskCreationOptions.RunContinuationsAsynchronously);
                _ = RunAsync(next);
            }

            return next.Task;
        }
    }

    private async Task RunAsync(TaskCompletionSource<FsResult> round)
    {
        var result = new FsResult(FsError.Unavailable);
        try
        {
            await Task.Delay(Window, clock, closing);
            var sequence = Begin();
            result = await settle(closing);
            if (result.IsSuccess)
            {
                Settle(sequence);
            }
        }
        catch (OperationCanceledException)
        {
            // The share is being stopped.
        }
        finally
        {
            Leave(round);
            round.TrySetResult(result.IsSuccess ? result : FsError.Unavailable);
        }
    }

    /// <summary>Who comes from now on may have appended something that this round does not take.</summary>
    private ulong Begin()
    {
        lock (gate)
        {
            next = null;
            return lastSequence();
        }
    }

    private void Leave(TaskCompletionSource<FsResult> round)
    {
        lock (gate)
        {
            next = next == round ? null : next;
        }
    }

    private void Settle(ulong sequence)
    {
        lock (gate)
        {
            settled = Math.Max(settled, sequence);
        }
    }
}
