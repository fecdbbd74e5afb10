namespace DittoFs.Storage.Collection;

/// <summary>When blocks that nobody needs, and shares that were deleted, go for good.</summary>
public sealed class CollectionOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Collection";

    /// <summary>How often dead blocks are looked for by itself; 1 minute to 30 days.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromHours(1);

    /// <summary>A block is deleted only when it is at least this old and was first seen dead at least this long ago; 1 minute to 30 days.</summary>
    public TimeSpan Grace { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long a deleted share can be brought back; 0 to 365 days. It counts for shares that are deleted while it is set.</summary>
    public TimeSpan DeletedShareRetention { get; set; } = TimeSpan.FromDays(7);
}
