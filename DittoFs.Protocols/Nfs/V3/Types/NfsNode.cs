using DittoFs.Protocols.Wire;
using DittoFs.Storage.Files;
using DittoFs.Storage.Primitives;

namespace DittoFs.Protocols.Nfs.V3.Types;

/// <summary>A node whose handle is to be told to the client.</summary>
internal readonly record struct NfsNode(IFileSystem FileSystem, NodeId Node) : IWireEncodable
{
    /// <summary>The length of an encoded handle, with its own length in front.</summary>
    public static int EncodedBytes => sizeof(uint) + XdrWriter.Padded(FileHandle.BytesLength);

    /// <inheritdoc/>
    public void Encode(XdrWriter writer)
    {
        Span<byte> handle = stackalloc byte[NfsV3Limits.HandleBytesMax];
        writer.WriteOpaque(handle[..FileSystem.WriteHandle(Node, handle)]);
    }

    /// <summary>Writes <c>post_op_fh3</c>: the handle, marked as present.</summary>
    public void EncodeOptional(XdrWriter writer)
    {
        writer.WriteBool(true);
        Encode(writer);
    }
}
