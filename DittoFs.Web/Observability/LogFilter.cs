using DittoFs.Web.Api.Contracts;

namespace DittoFs.Web.Observability;

/// <summary>Which entries of the log are wanted.</summary>
/// <param name="Level">This level and above.</param>
/// <param name="Category">Parts of the server whose name begins with this; all when empty.</param>
/// <param name="Text">Messages that contain this, without regard to case; all when empty.</param>
internal sealed record LogFilter(LogSeverity Level, string? Category, string? Text)
{
    /// <summary>Whether an entry is wanted.</summary>
    public bool Fits(LogEntryResponse entry) =>
        entry.Level >= Level
        && (string.IsNullOrEmpty(Category) || entry.Category.StartsWith(Category, StringComparison.OrdinalIgnoreCase))
        && (string.IsNullOrEmpty(Text) || entry.Message.Contains(Text, StringComparison.OrdinalIgnoreCase));
}
