using DittoFs.Web.Realtime;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace DittoFs.Web.AdminConsole.Controls;

/// <summary>
/// The charts of one page: they share the samples that the browser holds, and one small message each second. When the connection was lost for a while, the samples are loaded
/// anew, so that no gap is left.
/// </summary>
internal sealed class ChartBoard(IJSRuntime script, string modulePath, ConsoleHistory history, TimeProvider clock, ConnectionWatch connection) : IAsyncDisposable
{
    private readonly Lazy<Task<IJSObjectReference>> module = new(() => script.InvokeAsync<IJSObjectReference>("import", modulePath).AsTask());
    private TimeSpan range;
    private bool isBehind;

    /// <summary>A board of the page that <paramref name="services"/> are of.</summary>
    public static ChartBoard Create(IServiceProvider services, IJSRuntime script, string modulePath) => new(
        script, modulePath, services.GetRequiredService<ConsoleHistory>(), services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ConnectionWatch>());

    /// <summary>Replaces the samples that the charts show by the last of that time.</summary>
    public Task LoadAsync(TimeSpan last)
    {
        range = last;
        return TrySendAsync(async () => await (await module.Value).InvokeVoidAsync("load", (object)history.Since(clock.GetUtcNow() - last).Select(ChartRows.Of).ToArray()));
    }

    /// <summary>Adds the newest sample, and those that the browser has missed.</summary>
    public Task PushAsync(ConsoleSample sample) => isBehind && connection.IsUp
        ? LoadAsync(range)
        : TrySendAsync(async () => await (await module.Value).InvokeVoidAsync("push", ChartRows.Of(sample)));

    /// <summary>Draws a chart into <paramref name="host"/> from now on, in place of the one before.</summary>
    public async Task AttachAsync(ElementReference host, ChartView view, int seconds, bool isSpark) =>
        await (await module.Value).InvokeVoidAsync("attach", host, new { view.Unit, view.Floor, view.Series, seconds, spark = isSpark });

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!module.IsValueCreated)
        {
            return;
        }

        try
        {
            var loaded = await module.Value;
            await loaded.InvokeVoidAsync("clear");
            await loaded.DisposeAsync();
        }
        catch (Exception exception) when (exception is JSDisconnectedException or OperationCanceledException)
        {
            // The browser has gone, and its charts with it.
        }
    }

    private async Task TrySendAsync(Func<Task> send)
    {
        isBehind = !connection.IsUp;
        if (isBehind)
        {
            return;
        }

        try
        {
            await send();
        }
        catch (Exception exception) when (exception is JSDisconnectedException or OperationCanceledException)
        {
            // The connection broke under way: it is told of again when it is back.
            isBehind = true;
        }
    }
}
