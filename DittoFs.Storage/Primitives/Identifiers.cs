using System.Globalization;

namespace DittoFs.Storage.Primitives;

/// <summary>
/// Names one node (file, directory, link …) of a share. Handed out in creation order, never reused, never 0 and never derived from a path.
/// It is the NFS file id: the macOS client panics on 0.
/// </summary>
public readonly record struct NodeId(ulong Value)
{
    /// <summary>The root directory of every share.</summary>
    public static readonly NodeId Root = new(2);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>
/// Names the bytes of one file, apart from its node, so that a file that replaces another never shows the other's bytes.
/// Drawn from the same sequence as <see cref="NodeId"/>; 0 means "has no content" (directories, links, devices).
/// </summary>
public readonly record struct ContentId(ulong Value)
{
    /// <summary>No content.</summary>
    public static readonly ContentId None;

    /// <inheritdoc/>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>The lasting identity of a share. Stores, handles and log records use it; the share's name may change.</summary>
public readonly record struct ShareId(Guid Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString("D");
}

/// <summary>Names one immutable block in a block store.</summary>
public readonly record struct BlockId(Guid Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString("N");
}
