using DittoFs.Storage.Files;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Locking;

/// <summary>
/// One open of a node, from the call that made it to the one that closes it. A protocol keeps it with what its wire needs and passes it back; closing it
/// twice does nothing the second time.
/// </summary>
public sealed class NodeOpen
{
    private volatile OpenName? name;
    private volatile NodeKind kind;

    internal NodeOpen(OpenTarget target, NodeKind kind, OpenAccess access, ShareModes sharing, OpenName? name)
    {
        (Target, Access, Sharing) = (target, access, sharing);
        this.kind = kind;
        this.name = name;
    }

    /// <summary>What is open.</summary>
    public OpenTarget Target { get; }

    /// <summary>The node that is open.</summary>
    public NodeId Node => Target.Node;

    /// <summary>The node's kind. It changes only by this open itself, when that makes a symbolic link of it or a file of a link.</summary>
    public NodeKind Kind
    {
        get => kind;
        internal set => kind = value;
    }

    /// <summary>What was granted; never changes, whatever becomes of the node's mode.</summary>
    public OpenAccess Access { get; }

    /// <summary>What others may do meanwhile.</summary>
    public ShareModes Sharing { get; }

    /// <summary>The name that it was opened by, as it is stored, after the renames since; null for the root.</summary>
    public OpenName? Name => name;

    /// <summary>Unique among the opens of the share since it was started; 0 until it is in the table.</summary>
    public long Number { get; internal set; }

    /// <summary>Who opened it, from where and over which protocol.</summary>
    public CallContext? Opener { get; internal init; }

    /// <summary>When it was opened.</summary>
    public DateTimeOffset Since { get; internal init; }

    /// <summary>Where reading or writing without an offset would go on; kept for clients, used by nothing here.</summary>
    public ulong Position { get; set; }

    /// <summary>True if the close of this open asks for the name to be removed. Under the lock of its table entry.</summary>
    internal bool DeletesAtClose { get; set; }

    /// <summary>True once it was closed. Under the lock of its table entry.</summary>
    internal bool IsClosed { get; set; }

    /// <summary>Takes over where the name is now.</summary>
    internal void Rename(OpenName value) => name = value;
}

/// <summary>A name in a directory.</summary>
/// <param name="Directory">The directory.</param>
/// <param name="Name">The name as it is stored, in memory of its own.</param>
public sealed record OpenName(NodeId Directory, FileName Name);
