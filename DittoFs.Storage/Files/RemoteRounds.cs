using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Files;

/// <summary>
/// Brings what a share's answers promise to where it outlives this machine, for many callers at once: those who come within a short window, or while another round is under
/// way, share one round, and so one block.
/// </summary>
/// <param name="settle">Has stores take everything that was appended to the log before it was called.</param>
/// <param name="takeSequence">The log's last sequence, whose record is where <paramref name="settle"/> looks for it.</param>
/// <param name="clock">Measures the window.</param>
/// <param name="closing">Lets go of everybody who waits, because the share is being stopped.</param>
internal sealed class RemoteRounds(Func<CancellationToken, Task<FsResult>> settle, Func<ulong> takeSequence, TimeProvider clock, CancellationToken closing)
{
    /// <summary>How long a round waits for others to join before it begins.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMilliseconds(20);

    /// <summary>How long a round tries stores that are away before its callers are asked to come again.</summary>
    public static readonly TimeSpan PatienceMax = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(250);

    private readonly Lock gate = new();
    private TaskCompletionSource<FsResult>? next;
    private Task last = Task.CompletedTask;
    private ulong settled;

    /// <summary>True once nobody waits any more.</summary>
    public bool IsClosed => closing.IsCancellationRequested;

    /// <summary>True if everything up to <paramref name="sequence"/> is where it outlives this machine.</summary>
    public bool IsSettled(ulong sequence) => sequence <= Volatile.Read(ref settled);

    /// <summary>Waits for a round that begins now or later.</summary>
    /// <returns>
    /// Success, or <see cref="FsError.Unavailable"/> when a store is away for long or the share is being stopped: what was written is in the log, and the next round takes it.
    /// </returns>
    public Task<FsResult> WaitAsync()
    {
        lock (gate)
        {
            if (next is { } joined)
            {
                return joined.Task;
            }

            var round = new TaskCompletionSource<FsResult>(TaskCreationOptions.RunContinuationsAsynchronously);
            next = round;
            last = RunAsync(round, last);
            return round.Task;
        }
    }

    /// <summary>One round after the other: a later one never keeps an earlier one from ending.</summary>
    private async Task RunAsync(TaskCompletionSource<FsResult> round, Task previous)
    {
        var result = new FsResult(FsError.Unavailable);
        try
        {
            await Task.Delay(Window, clock, closing);
            await previous.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var sequence = Begin();
            result = await SettleAsync();
            if (result.IsSuccess)
            {
                Volatile.Write(ref settled, sequence);
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

    private async Task<FsResult> SettleAsync()
    {
        var start = clock.GetTimestamp();
        while (true)
        {
            var result = await settle(closing);
            if (result.IsSuccess || clock.GetElapsedTime(start) >= PatienceMax)
            {
                return result;
            }

            await Task.Delay(RetryDelay, clock, closing);
        }
    }

    /// <summary>Who comes from now on may have appended something that this round does not take.</summary>
    private ulong Begin()
    {
        lock (gate)
        {
            next = null;
        }

        return takeSequence();
    }

    private void Leave(TaskCompletionSource<FsResult> round)
    {
        lock (gate)
        {
            next = next == round ? null : next;
        }
    }
}
