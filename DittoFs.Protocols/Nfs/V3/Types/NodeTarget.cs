using DittoFs.Storage.Files;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;

namespace DittoFs.Protocols.Nfs.V3.Types;

/// <summary>The node that a procedure works on. Without a file system when its handle did not resolve: then nothing can be told of it.</summary>
internal readonly record struct NodeTarget(IFileSystem? FileSystem, NodeId Node)
{
    /// <summary>Finds the node of <paramref name="handle"/>.</summary>
    /// <returns><see cref="FsError.None"/> when <paramref name="target"/> has a file system.</returns>
    public static FsError Resolve(IShareCatalog shares, NfsHandle handle, out NodeTarget target)
    {
        var resolved = shares.Resolve(handle.Bytes.Span);
        target = resolved.IsSuccess ? new NodeTarget(resolved.Value.FileSystem, resolved.Value.Node) : default;
        return resolved.Error;
    }

    /// <summary>The node's attributes after a failure, if it has any.</summary>
    public ValueTask<PostOpAttributes> FetchAttributesAsync(CallContext context, CancellationToken cancellationToken) => FileSystem is null
        ? ValueTask.FromResult<PostOpAttributes>(default)
        : PostOpAttributes.FetchAsync(context, FileSystem, Node, cancellationToken);

    /// <summary>The node's cache data after a failure, if it has any.</summary>
    public ValueTask<WccData> FetchWccAsync(CallContext context, CancellationToken cancellationToken) => FileSystem is null
        ? ValueTask.FromResult<WccData>(default)
        : WccData.FetchAsync(context, FileSystem, Node, cancellationToken);
}
