using DittoFs.Storage.Files;
using DittoFs.Storage.Primitives;

namespace DittoFs.Protocols.Smb.Sessions;

/// <summary>An open file or directory of a session.</summary>
internal sealed class SmbOpen(SmbFileId id, SmbTree tree, IFileSystem fileSystem, NodeAttributes node, NodeId parent, FileName name, SmbAccess access)
{
    /// <summary>What the client calls it by.</summary>
    public SmbFileId Id { get; } = id;

    /// <summary>Where it was opened.</summary>
    public SmbTree Tree { get; } = tree;

    /// <summary>The share.</summary>
    public IFileSystem FileSystem { get; } = fileSystem;

    /// <summary>Who acts.</summary>
    public CallContext Context => Tree.Context;

    /// <summary>The node.</summary>
    public NodeId Node { get; } = node.Node;

    /// <summary>What the node is.</summary>
    public NodeKind Kind { get; } = node.Kind;

    /// <summary>What was granted.</summary>
    public SmbAccess Access { get; } = access;

    /// <summary>The directory that it was opened in.</summary>
    public NodeId Parent { get; set; } = parent;

    /// <summary>Its name there; empty for the root.</summary>
    public FileName Name { get; set; } = name;

    /// <summary>The path from the root as the client gave it, with backslashes.</summary>
    public string Path { get; set; } = "";

    /// <summary>The name goes when the open is closed.</summary>
    public bool DeleteOnClose { get; set; }

    /// <summary>The listing that goes on with each query; null before the first.</summary>
    public DirectoryListing? Listing { get; set; }
}
