using DittoFs.Web.Realtime;

namespace DittoFs.Web.AdminConsole.Pages.Feed;

/// <summary>Which events are shown.</summary>
/// <param name="Text">Must be in the sentence, the share's name or the client's address, in any case.</param>
/// <param name="Kind">The kind; null for all.</param>
/// <param name="OnlyProblems">Leave out what is everyday or good.</param>
internal sealed record FeedFilter(string Text, FeedKind? Kind, bool OnlyProblems)
{
    /// <summary>Shows everything.</summary>
    public static FeedFilter None { get; } = new("", null, false);

    /// <summary>Whether the event is shown.</summary>
    public bool Matches(FeedEvent entry) =>
        (Kind is null || entry.Kind == Kind)
        && (!OnlyProblems || entry.Level >= FeedLevel.Warning)
        && (Contains(entry.Text) || Contains(entry.Share) || Contains(entry.Client));

    private bool Contains(string? text) => text?.Contains(Text.Trim(), StringComparison.OrdinalIgnoreCase) == true;
}
