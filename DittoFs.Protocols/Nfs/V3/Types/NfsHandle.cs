using DittoFs.Protocols.Wire;

namespace DittoFs.Protocols.Nfs.V3.Types;

/// <summary>A handle from a client (RFC 1813 §2.5, <c>nfs_fh3</c>): a slice of the record, not looked into here.</summary>
internal readonly record struct NfsHandle(ReadOnlyMemory<byte> Bytes) : IWireDecodable<NfsHandle>
{
    /// <inheritdoc/>
    public static bool TryDecode(ref XdrReader reader, out NfsHandle value)
    {
        var read = reader.TryReadOpaque(NfsV3Limits.HandleBytesMax, out var bytes);
        value = new NfsHandle(bytes);
        return read;
    }
}
