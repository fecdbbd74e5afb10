using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Shares;

/// <summary>The shares whose stores are being opened, one at a time for each share, until the engine stops. Safe for concurrent use.</summary>
internal sealed class OpeningShares : IDisposable
{
    private readonly Lock gate = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly Dictionary<ShareId, TaskCompletionSource> opening = [];

    /// <summary>Fires when the engine stops.</summary>
    public CancellationToken Stopping => stopping.Token;

    /// <summary>Notes that a share's stores are being opened; false if they are already, or if the engine stops.</summary>
    public bool TryBegin(ShareId share)
    {
        lock (gate)
        {
            return !stopping.IsCancellationRequested && opening.TryAdd(share, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }
    }

    /// <summary>Ends <see cref="TryBegin"/>: the share runs, or won't.</summary>
    public void End(ShareId share)
    {
        lock (gate)
        {
            opening.Remove(share, out var done);
            done?.SetResult();
        }
    }

    /// <summary>Lets no share begin any more, and waits until those have given up that were about to start.</summary>
    public async Task CloseAsync()
    {
        await stopping.CancelAsync();
        Task[] present;
        lock (gate)
        {
            present = [.. opening.Values.Select(static done => done.Task)];
        }

        await Task.WhenAll(present);
    }

    /// <inheritdoc/>
    public void Dispose() => stopping.Dispose();
}
