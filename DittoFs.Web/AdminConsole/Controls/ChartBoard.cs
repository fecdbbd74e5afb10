using DittoFs.Web.Realtime;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace DittoFs.Web.AdminConsole.Controls;

/// <summary>The charts of one page: they share the samples that the browser holds, and one small message each second.</summary>
internal sealed class ChartBoard(IJSRuntime script, string modulePath) : IAsyncDisposable
{
    private readonly Lazy<Task<IJSObjectReference>> module = new(() => script.InvokeAsync<IJSObjectReference>("import", modulePath).AsTask());

    /// <summary>Replaces the samples that the charts show.</summary>
    public async Task LoadAsync(IEnumerable<ConsoleSample> samples) =>
        await (await module.Value).InvokeVoidAsync("load", (object)samples.Select(ChartRows.Of).ToArray());

    /// <summary>Adds the newest sample.</summary>
    public async Task PushAsync(ConsoleSample sample) => await (await module.Value).InvokeVoidAsync("push", ChartRows.Of(sample));

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
        catch (JSDisconnectedException)
        {
            // The browser has gone, and its charts with it.
        }
    }
}
