namespace DittoFs.Storage.Primitives;

/// <summary>What a protocol may know about a node at one moment.</summary>
public readonly record struct NodeAttributes
{
    /// <summary>The node; the file id on the wire.</summary>
    public required NodeId Node { get; init; }

    /// <summary>What it is.</summary>
    public required NodeKind Kind { get; init; }

    /// <summary>Permission bits with setuid, setgid and sticky: the lower twelve bits of <c>st_mode</c>.</summary>
    public required uint Mode { get; init; }

    /// <summary>Number of names (for a directory 2 plus its subdirectories).</summary>
    public required uint LinkCount { get; init; }

    /// <summary>Owner.</summary>
    public required uint Uid { get; init; }

    /// <summary>Owning group.</summary>
    public required uint Gid { get; init; }

    /// <summary>Length in bytes; of a symbolic link, the length of its target.</summary>
    public required ulong Size { get; init; }

    /// <summary>Bytes charged for the content, rounded up to 4 KiB.</summary>
    public required ulong AllocatedBytes { get; init; }

    /// <summary>The numbers of a device node, else zero.</summary>
    public DeviceNumber Device { get; init; }

    /// <summary>Last access, kept loosely (relatime).</summary>
    public required Timestamp AccessTime { get; init; }

    /// <summary>Last change of the content.</summary>
    public required Timestamp ModifyTime { get; init; }

    /// <summary>Last change of anything; every change moves it forward.</summary>
    public required Timestamp ChangeTime { get; init; }

    /// <summary>When the node was made.</summary>
    public required Timestamp BirthTime { get; init; }

    /// <summary>Rises by at least one with each change of the node.</summary>
    public required ulong ChangeId { get; init; }

    /// <summary>The attribute bits that were set over SMB and that mode and kind can't express (MS-FSCC 2.6); 0 if none were ever set.</summary>
    public uint DosAttributes { get; init; }
}
