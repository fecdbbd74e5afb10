namespace DittoFs.Storage.Metadata;

/// <summary>What a name leads to now, whether or not the store knows it yet. Immutable but for the sweep's mark.</summary>
internal sealed class CachedName(NameRecord? entry, ulong lastTicket)
{
    /// <summary>The entry; null if it is known that there is none.</summary>
    public NameRecord? Entry { get; } = entry;

    /// <summary>The entry may be dropped only when the store has applied the change of this number.</summary>
    public ulong LastTicket { get; } = lastTicket;

    /// <summary>Set by each use, cleared by the sweep that looks for what to drop.</summary>
    public bool Referenced { get; set; } = true;
}
