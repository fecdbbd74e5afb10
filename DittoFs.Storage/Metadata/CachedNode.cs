namespace DittoFs.Storage.Metadata;

/// <summary>
/// A node as it is now, whether or not the store knows it yet. Readers take <see cref="Record"/> without a lock; changes are made under the node's lock.
/// </summary>
internal sealed class CachedNode(NodeRecord? record)
{
    private volatile NodeRecord? record = record;
    private ulong handleTag;
    private volatile bool hasHandleTag;

    /// <summary>The node's present state; null if it does not exist (any more).</summary>
    public NodeRecord? Record => record;

    /// <summary>
    /// What the store has once it has applied the change of <see cref="LastTicket"/>: what the node's next change replaces there. Changed under the node's lock.
    /// </summary>
    public NodeRecord? Logged { get; private set; } = record;

    /// <summary>The entry may be dropped only when the store has applied the change of this number.</summary>
    public ulong LastTicket { get; private set; }

    /// <summary>True while size or times are newer than in any metadata record: the log has them in data records, the store does not.</summary>
    public bool AttributesDirty { get; private set; }

    /// <summary>The log's sequence of the node's last data record in this run; 0 for none. A commit waits for it.</summary>
    public ulong DataSequence { get; private set; }

    /// <summary>Set by each use, cleared by the sweep that looks for what to drop.</summary>
    public bool Referenced { get; set; } = true;

    /// <summary>Takes a state that the metadata change <paramref name="ticket"/> holds whole.</summary>
    public void SetLogged(NodeRecord? value, ulong ticket)
    {
        record = value;
        Logged = value;
        LastTicket = ticket;
        AttributesDirty = false;
    }

    /// <summary>Notes that the metadata change <paramref name="ticket"/> holds a part of the present state: the store has <paramref name="stored"/> then.</summary>
    public void SetPartlyLogged(NodeRecord stored, ulong ticket)
    {
        Logged = stored;
        LastTicket = ticket;
    }

    /// <summary>Takes a state of which only the data record <paramref name="dataSequence"/> knows, or (0) nothing that must last.</summary>
    public void SetUnfolded(NodeRecord value, ulong dataSequence = 0)
    {
        record = value;
        AttributesDirty = true;
        DataSequence = Math.Max(DataSequence, dataSequence);
    }

    /// <summary>The tag of the node's handle, if it was computed before.</summary>
    public bool TryGetHandleTag(out ulong tag)
    {
        tag = handleTag;
        return hasHandleTag;
    }

    /// <summary>Remembers the tag of the node's handle; every caller computes the same.</summary>
    public void SetHandleTag(ulong tag)
    {
        Volatile.Write(ref handleTag, tag);
        hasHandleTag = true;
    }
}
