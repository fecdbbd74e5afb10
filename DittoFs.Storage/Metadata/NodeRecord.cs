using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Metadata;

/// <summary>
/// All that is stored of one node. Immutable: a change is a new record with a higher <see cref="ChangeId"/>, so a reader needs no lock
/// and a replay can tell old from new.
/// </summary>
public sealed record NodeRecord
{
    /// <summary>The node.</summary>
    public required NodeId Node { get; init; }

    /// <summary>What it is; never changes.</summary>
    public required NodeKind Kind { get; init; }

    /// <summary>The lower twelve bits of <c>st_mode</c>.</summary>
    public required uint Mode { get; init; }

    /// <summary>Owner.</summary>
    public required uint Uid { get; init; }

    /// <summary>Owning group.</summary>
    public required uint Gid { get; init; }

    /// <summary>Number of names; 2 plus the subdirectories for a directory.</summary>
    public required uint LinkCount { get; init; }

    /// <summary>Length in bytes.</summary>
    public ulong Size { get; init; }

    /// <summary>The bytes of a regular file; <see cref="ContentId.None"/> for all other kinds.</summary>
    public ContentId Content { get; init; }

    /// <summary>Rises with every change of the node.</summary>
    public required ulong ChangeId { get; init; }

    /// <summary>Last access.</summary>
    public required Timestamp AccessTime { get; init; }

    /// <summary>Last change of the content.</summary>
    public required Timestamp ModifyTime { get; init; }

    /// <summary>Last change of anything.</summary>
    public required Timestamp ChangeTime { get; init; }

    /// <summary>When the node was made.</summary>
    public required Timestamp BirthTime { get; init; }

    /// <summary>Of a directory: the directory that holds it (the root holds itself). Of other kinds: the directory it was made in, a hint only.</summary>
    public NodeId Parent { get; init; }

    /// <summary>Of a directory: the cookie that its next new entry gets. From 3 up, below 2^63, never reused.</summary>
    public ulong NextCookie { get; init; }

    /// <summary>Of a directory: no live entry has a cookie below this, so a listing skips what was removed at the front.</summary>
    public ulong LowestCookie { get; init; }

    /// <summary>Of a directory: the number of its entries.</summary>
    public ulong EntryCount { get; init; }

    /// <summary>The numbers of a device node.</summary>
    public DeviceNumber Device { get; init; }

    /// <summary>DOS attribute bits that mode and kind can't express.</summary>
    public uint DosAttributes { get; init; }

    /// <summary>The verifier of the exclusive create that made the node, until the first change of its attributes; 0 for none.</summary>
    public ulong ExclusiveVerifier { get; init; }

    /// <summary>Of a symbolic link: its target. Owned by the record and never changed.</summary>
    public ReadOnlyMemory<byte> LinkTarget { get; init; }
}
