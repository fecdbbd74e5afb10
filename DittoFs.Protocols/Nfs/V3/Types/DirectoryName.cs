using DittoFs.Protocols.Wire;

namespace DittoFs.Protocols.Nfs.V3.Types;

/// <summary>A directory and a name in it (RFC 1813 §2.6, <c>diropargs3</c>). The name is not checked yet.</summary>
internal readonly record struct DirectoryName(NfsHandle Directory, ReadOnlyMemory<byte> Name) : IWireDecodable<DirectoryName>
{
    /// <inheritdoc/>
    public static bool TryDecode(ref XdrReader reader, out DirectoryName value)
    {
        ReadOnlyMemory<byte> name = default;
        var read = NfsHandle.TryDecode(ref reader, out var directory) && reader.TryReadOpaque(NfsV3Limits.NameBytesMax, out name);
        value = new DirectoryName(directory, name);
        return read;
    }
}
