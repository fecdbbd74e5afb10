using DittoFs.Web.AdminConsole.Controls;
using DittoFs.Web.Realtime;
using Microsoft.AspNetCore.Components;

namespace DittoFs.Web.AdminConsole.Pages.Feed;

/// <summary>The newest events, newest first, with a filter that lives in the address.</summary>
public partial class Feed
{
    private const int RowsMax = 200;

    private static readonly FeedKind?[] Kinds = [null, .. Enum.GetValues<FeedKind>()];

    private FeedFilter filter = FeedFilter.None;
    private List<FeedEvent> events = [];
    private List<FeedEvent> shown = [];
    private long seen;
    private int missed;
    private bool isPaused;

    [SupplyParameterFromQuery(Name = "q")]
    private string? Text { get; set; }

    [SupplyParameterFromQuery(Name = "kind")]
    private string? Kind { get; set; }

    [SupplyParameterFromQuery(Name = "problems")]
    private bool OnlyProblems { get; set; }

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private IServiceProvider Provider { get; set; } = null!;

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        base.OnInitialized();
        events = [.. Provider.GetRequiredService<ConsoleFeed>().After(0)];
        seen = events.Count > 0 ? events[^1].Id : 0;
    }

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        filter = new FeedFilter(Text ?? "", Enum.TryParse<FeedKind>(Kind, ignoreCase: true, out var kind) ? kind : null, OnlyProblems);
        Show();
    }

    /// <inheritdoc/>
    protected override Task OnTickAsync(ConsoleTick tick)
    {
        if (isPaused)
        {
            missed += tick.Events.Count;
        }
        else if (tick.Events.Count > 0)
        {
            TakeNew();
        }

        return Task.CompletedTask;
    }

    private void TakeNew()
    {
        seen = events.Count > 0 ? events[^1].Id : 0;
        events = [.. Provider.GetRequiredService<ConsoleFeed>().After(0)];
        Show();
    }

    private void TogglePause()
    {
        isPaused = !isPaused;
        missed = 0;
        if (!isPaused)
        {
            TakeNew();
        }
    }

    private void Apply(FeedFilter changed) => Navigation.NavigateTo(
        Navigation.GetUriWithQueryParameters(new Dictionary<string, object?>
        {
            ["q"] = changed.Text.Length > 0 ? changed.Text : null,
            ["kind"] = changed.Kind?.ToString().ToLowerInvariant(),
            ["problems"] = changed.OnlyProblems ? true : null,
        }),
        replace: true);

    private void Show() => shown = [.. events.AsEnumerable().Reverse().Where(filter.Matches).Take(RowsMax)];

    private static State StateOf(FeedLevel level) => level switch
    {
        FeedLevel.Good => State.Ok,
        FeedLevel.Warning => State.Warning,
        FeedLevel.Danger => State.Danger,
        FeedLevel.Normal => State.Idle,
    };

    private static string NameOf(FeedKind? kind) => kind?.ToString() ?? "All";
}
