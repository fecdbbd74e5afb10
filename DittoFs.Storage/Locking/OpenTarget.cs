using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Locking;

/// <summary>What opens and byte ranges are kept by: one stream of bytes of a node.</summary>
/// <param name="Node">The node.</param>
/// <param name="Stream">The folded name of a named stream; empty for the file's own bytes and for a directory.</param>
public readonly record struct OpenTarget(NodeId Node, string Stream)
{
    /// <summary>The node's own bytes.</summary>
    public static OpenTarget Of(NodeId node) => new(node, "");
}
