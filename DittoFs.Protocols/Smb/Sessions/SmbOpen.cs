using DittoFs.Storage.Files;
using DittoFs.Storage.Locking;
using DittoFs.Storage.Primitives;

namespace DittoFs.Protocols.Smb.Sessions;

/// <summary>An open file or directory of a session.</summary>
/// <param name="id">What the client calls it by.</param>
/// <param name="tree">Where it was opened.</param>
/// <param name="fileSystem">The share.</param>
/// <param name="handle">The open in the share; closed with this one.</param>
internal sealed class SmbOpen(SmbFileId id, SmbTree tree, IFileSystem fileSystem, NodeOpen handle)
{
    /// <summary>What the client calls it by.</summary>
    public SmbFileId Id { get; } = id;

    /// <summary>Where it was opened.</summary>
    public SmbTree Tree { get; } = tree;

    /// <summary>The share.</summary>
    public IFileSystem FileSystem { get; } = fileSystem;

    /// <summary>The open in the share: it knows the node, the granted rights, and the name after renames.</summary>
    public NodeOpen Handle { get; } = handle;

    /// <summary>Who acts.</summary>
    public CallContext Context => Tree.Context;

    /// <summary>The node.</summary>
    public NodeId Node => Handle.Node;

    /// <summary>The path from the root as the client gave it, with backslashes.</summary>
    public string Path { get; set; } = "";

    /// <summary>True if the name goes when the last open of the node is closed.</summary>
    public bool IsDeletePending => FileSystem.IsDeletePending(Handle);

    /// <summary>The listing that goes on with each query; null before the first.</summary>
    public DirectoryListing? Listing { get; set; }

    /// <summary>True if one of <paramref name="rights"/> was granted.</summary>
    public bool Allows(OpenAccess rights) => (Handle.Access & rights) != 0;
}
