using DittoFs.Web.Realtime;
using Microsoft.AspNetCore.Components;

namespace DittoFs.Web.AdminConsole.Controls;

/// <summary>A component that gets each second's tick while it is shown.</summary>
public abstract class LiveComponent : ComponentBase, IAsyncDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private Task watching = Task.CompletedTask;

    /// <summary>The newest second.</summary>
    protected ConsoleSnapshot Snapshot { get; private set; } = ConsoleSnapshot.Empty;

    [Inject]
    private IServiceProvider Services { get; set; } = null!;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await watching;
        stopping.Dispose();
        await OnDisposedAsync();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    protected override void OnInitialized() => Snapshot = Pump.Current;

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            await OnShownAsync();
            watching = WatchAsync();
        }
    }

    /// <summary>Called once the component is in the browser, before the first tick.</summary>
    protected virtual Task OnShownAsync() => Task.CompletedTask;

    /// <summary>Called with each tick, before the component renders again.</summary>
    protected virtual Task OnTickAsync(ConsoleTick tick) => Task.CompletedTask;

    /// <summary>Called when the component is gone and no tick comes any more.</summary>
    protected virtual ValueTask OnDisposedAsync() => ValueTask.CompletedTask;

    private ConsoleEventPump Pump => Services.GetRequiredService<ConsoleEventPump>();

    private async Task WatchAsync()
    {
        try
        {
            await foreach (var tick in Pump.WatchAsync(stopping.Token))
            {
                await InvokeAsync(() => ShowAsync(tick));
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The component is gone.
        }
    }

    private async Task ShowAsync(ConsoleTick tick)
    {
        Snapshot = tick.Snapshot;
        await OnTickAsync(tick);
        StateHasChanged();
    }
}
