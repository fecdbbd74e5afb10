namespace DittoFs.Web.Realtime;

/// <summary>What a feed event is about.</summary>
public enum FeedKind
{
    /// <summary>A client mounted or unmounted a share.</summary>
    Mount,

    /// <summary>Connections were opened or closed.</summary>
    Connection,

    /// <summary>Bytes went from the log into block stores, or the log was cut.</summary>
    Flush,

    /// <summary>A share appeared, went or changed.</summary>
    Share,

    /// <summary>The state of a store changed.</summary>
    Store,

    /// <summary>A protocol began or ceased to listen.</summary>
    Adapter,
}

/// <summary>How much an event matters.</summary>
public enum FeedLevel
{
    /// <summary>Everyday.</summary>
    Normal,

    /// <summary>Something works again, or is done.</summary>
    Good,

    /// <summary>Worth a look.</summary>
    Warning,

    /// <summary>Somebody is being hurt.</summary>
    Danger,
}

/// <summary>Something that happened.</summary>
/// <param name="Id">Counts up by one from 1 with each event of this run.</param>
/// <param name="Time">When.</param>
/// <param name="Kind">What it is about.</param>
/// <param name="Level">How much it matters.</param>
/// <param name="Text">One sentence for the administrator.</param>
/// <param name="Share">The share's name, if one is concerned.</param>
/// <param name="Client">The client's address, if one is concerned.</param>
public sealed record FeedEvent(long Id, DateTimeOffset Time, FeedKind Kind, FeedLevel Level, string Text, string? Share, string? Client);
