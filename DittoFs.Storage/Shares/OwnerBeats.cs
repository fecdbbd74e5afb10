using DittoFs.Storage.Primitives;
using Microsoft.Extensions.Logging;

namespace DittoFs.Storage.Shares;

/// <summary>Says for every share that needs it, again and again, that this server has it, and stops shares that another server has taken.</summary>
internal sealed class OwnerBeats(
    ShareCatalog catalog, Func<ShareId, CancellationToken, Task<FsResult>> stop, TimeSpan interval, TimeProvider clock, ILogger logger) : IAsyncDisposable
{
    private static readonly TimeSpan ReleaseMax = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource stopping = new();
    private Task running = Task.CompletedTask;

    /// <summary>Starts the work in the background.</summary>
    public void Start() => running = interval > TimeSpan.Zero ? Task.Run(RunAsync) : Task.CompletedTask;

    /// <summary>Says that a share was stopped in order, if its store is there.</summary>
    public static async Task ReleaseAsync(RunningShare share, TimeProvider clock)
    {
        using var limit = new CancellationTokenSource(ReleaseMax, clock);
        try
        {
            if (share.Owner is { } owner && (await share.Blocks.CheckAsync(limit.Token)).Error == FsError.None)
            {
                await owner.BeatAsync(released: true, limit.Token);
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // Who wants the share waits until it has been silent for long enough.
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!stopping.IsCancellationRequested)
        {
            await stopping.CancelAsync();
            await running;
        }
    }

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(interval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping.Token))
            {
                foreach (var share in catalog.Running)
                {
                    await BeatAsync(share);
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Stopped.
        }
    }

    private async Task BeatAsync(RunningShare share)
    {
        if (share.Owner is not { } owner || !share.Visits.TryEnter())
        {
            return;
        }

        var beat = FsResult.Success;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token, share.Closing.Token);
        try
        {
            beat = await owner.BeatAsync(released: false, either.Token);
        }
        catch (IOException exception)
        {
            ShareLog.OwnerUnknown(logger, share.FileSystem.ShareName.Value, exception.Message);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            return;
        }
        finally
        {
            share.Visits.Exit();
        }

        if (beat.Error == FsError.Exists)
        {
            ShareLog.Displaced(logger, share.FileSystem.ShareName.Value);
            await stop(share.FileSystem.ShareId, stopping.Token);
        }
    }
}
