using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Content.Wal;

/// <summary>
/// One share's part of the log: the bytes that only the log has. A share whose store is slow or away fills its own part, and its writers slow down; those of other
/// shares don't notice.
/// </summary>
/// <remarks>The part is of the log as a whole and not of its files: all shares write to the same ones.</remarks>
internal sealed class ShareLogBudget(long bytesMax, TimeProvider clock)
{
    private const double PaceFraction = 0.75;
    private static readonly TimeSpan RoomWaitMax = TimeSpan.FromSeconds(30);

    private readonly Lock gate = new();
    private TaskCompletionSource freed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long bytes;

    /// <summary>Bytes that may be in use.</summary>
    public long BytesMax => bytesMax;

    /// <summary>Bytes in use.</summary>
    public long Bytes => Interlocked.Read(ref bytes);

    /// <summary>The part that is in use; above 1 when writes that had room were large.</summary>
    public double UsedFraction => (double)Bytes / bytesMax;

    /// <summary>True if file bytes may be appended now.</summary>
    public bool HasRoom => Bytes < bytesMax;

    /// <summary>Counts bytes that came or, negative, went.</summary>
    public void Add(long count)
    {
        var now = Interlocked.Add(ref bytes, count);
        if (now < bytesMax && now - count >= bytesMax)
        {
            lock (gate)
            {
                freed.SetResult();
                freed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    /// <summary>How long a write of <paramref name="length"/> bytes waits before it is appended: zero up to three quarters of the budget, then growing with what is used of the rest.</summary>
    public TimeSpan GetPace(int length) => WriteAheadLog.ComputePace(Math.Clamp((UsedFraction - PaceFraction) / (1 - PaceFraction), 0, 1), length);

    /// <summary>Waits until <see cref="HasRoom"/>, 30 s at the most.</summary>
    /// <returns>Success, or <see cref="FsError.Unavailable"/> after that time: the client tries again.</returns>
    public async ValueTask<FsResult> WaitForRoomAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var timer = clock.CreateTimer(static state => ((CancellationTokenSource)state!).Cancel(), limit, RoomWaitMax, Timeout.InfiniteTimeSpan);
        while (true)
        {
            Task next;
            lock (gate)
            {
                next = freed.Task;
            }

            if (HasRoom)
            {
                return FsResult.Success;
            }

            try
            {
                await next.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                cancellationToken.ThrowIfCancellationRequested();
                return FsError.Unavailable;
            }
        }
    }
}
