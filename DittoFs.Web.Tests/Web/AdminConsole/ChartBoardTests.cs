using DittoFs.Web.AdminConsole.Controls;
using DittoFs.Web.Realtime;
using Microsoft.JSInterop;
using Microsoft.JSInterop.Infrastructure;

namespace DittoFs.Web.Tests.Web.AdminConsole;

public sealed class ChartBoardTests
{
    private readonly ConsoleHistory history = new();
    private readonly ConnectionWatch connection = new();
    private readonly Browser browser = new();

    [Fact]
    public async Task Push_WhileTheBrowserIsAway_SendsNothing_AndLoadsWhatWasMissedWhenItIsBack()
    {
        var board = new ChartBoard(browser, "./charts.js", history, TimeProvider.System, connection);
        await TickAsync(board);

        await connection.OnConnectionDownAsync(null!, CancellationToken.None);
        await TickAsync(board);
        await TickAsync(board);
        Assert.Equal(["load 0", "push"], browser.Calls);
        await connection.OnConnectionUpAsync(null!, CancellationToken.None);
        await TickAsync(board);
        await TickAsync(board);

        Assert.Equal(["load 0", "push", "load 4", "push"], browser.Calls);
    }

    [Fact]
    public async Task Push_WhoseConnectionBreaksUnderWay_IsMadeUpFor()
    {
        var board = new ChartBoard(browser, "./charts.js", history, TimeProvider.System, connection);
        await TickAsync(board);

        browser.Breaks = true;
        await TickAsync(board);
        browser.Breaks = false;
        await TickAsync(board);

        Assert.Equal(["load 0", "push", "load 3"], browser.Calls);
    }

    private async Task TickAsync(ChartBoard board)
    {
        if (browser.Calls.Count == 0)
        {
            await board.LoadAsync(TimeSpan.FromMinutes(5));
        }

        var sample = new ConsoleSample { Time = TimeProvider.System.GetUtcNow() };
        history.Add(sample);
        await board.PushAsync(sample);
    }

    /// <summary>Notes what a page is told, and may be gone.</summary>
    private sealed class Browser : IJSRuntime, IJSObjectReference
    {
        public List<string> Calls { get; } = [];

        public bool Breaks { get; set; }

        public ValueTask<TValue> InvokeAsync<TValue>(string identifier, object?[]? args) => InvokeAsync<TValue>(identifier, CancellationToken.None, args);

        public ValueTask<TValue> InvokeAsync<TValue>(string identifier, CancellationToken cancellationToken, object?[]? args)
        {
            if (Breaks)
            {
                throw new TaskCanceledException();
            }

            if (identifier == "import")
            {
                return ValueTask.FromResult((TValue)(object)this);
            }

            Calls.Add(identifier == "load" ? $"load {((Array)args![0]!).Length}" : identifier);
            return ValueTask.FromResult((TValue)(object)(IJSVoidResult)new Nothing());
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private sealed class Nothing : IJSVoidResult;
    }
}
