using DittoFs.Protocols.Wire;
using DittoFs.Storage.Files;
using DittoFs.Storage.Primitives;

namespace DittoFs.Protocols.Nfs.V3.Types;

/// <summary>Attributes after an operation, if they are known (RFC 1813 §2.6, <c>post_op_attr</c>).</summary>
internal readonly record struct PostOpAttributes(ShareId Share, NodeAttributes? Attributes) : IWireEncodable
{
    /// <summary>The encoded length when the attributes are there.</summary>
    public const int EncodedBytes = sizeof(uint) + Fattr3.EncodedBytes;

    /// <inheritdoc/>
    public void Encode(XdrWriter writer)
    {
        writer.WriteBool(Attributes.HasValue);
        if (Attributes is { } attributes)
        {
            Fattr3.Encode(writer, Share, attributes);
        }
    }

    /// <summary>Reads the attributes of a node after an operation on it failed. A node that can't be read has none.</summary>
    public static async ValueTask<PostOpAttributes> FetchAsync(CallContext context, IFileSystem fileSystem, NodeId node, CancellationToken cancellationToken)
    {
        var read = await fileSystem.GetAttributesAsync(context, node, cancellationToken).ConfigureAwait(false);
        return new PostOpAttributes(fileSystem.ShareId, read.IsSuccess ? read.Value : null);
    }
}
