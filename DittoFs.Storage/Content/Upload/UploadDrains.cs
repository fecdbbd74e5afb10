using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Content.Upload;

/// <summary>Those who wait until a share's bytes are in blocks. Safe for concurrent use.</summary>
internal sealed class UploadDrains
{
    private readonly Lock gate = new();
    private List<(ulong Through, TaskCompletionSource<FsResult> Done)> waiting = [];
    private bool closed;

    /// <summary>The youngest record that somebody waits for; null when nobody waits.</summary>
    public ulong? Through
    {
        get
        {
            lock (gate)
            {
                return waiting.Count == 0 ? null : waiting.Max(static drain => drain.Through);
            }
        }
    }

    /// <summary>Waits until all up to record <paramref name="through"/> is in blocks.</summary>
    public Task<FsResult> Add(ulong through)
    {
        var done = new TaskCompletionSource<FsResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            if (closed)
            {
                done.SetResult(FsError.Unavailable);
            }
            else
            {
                waiting.Add((through, done));
            }
        }

        return done.Task;
    }

    /// <summary>Answers everybody who waits for records up to <paramref name="through"/>.</summary>
    public void Complete(ulong through, FsResult result)
    {
        List<(ulong Through, TaskCompletionSource<FsResult> Done)> due;
        lock (gate)
        {
            due = waiting.FindAll(drain => drain.Through <= through);
            waiting = waiting.FindAll(drain => drain.Through > through);
        }

        due.ForEach(drain => drain.Done.SetResult(result));
    }

    /// <summary>Answers everybody, now and later, that it will not be.</summary>
    public void Close()
    {
        lock (gate)
        {
            closed = true;
        }

        Complete(ulong.MaxValue, FsError.Unavailable);
    }
}
