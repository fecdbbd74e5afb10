using System.Buffers.Binary;
using DittoFs.Storage.Files;

namespace DittoFs.Protocols.Smb;

/// <summary>A share as a volume.</summary>
internal static class SmbVolume
{
    /// <summary>The lasting number of the volume: a part of the share's identity.</summary>
    public static ulong NumberOf(IFileSystem share)
    {
        Span<byte> id = stackalloc byte[16];
        share.ShareId.Value.TryWriteBytes(id);
        return BinaryPrimitives.ReadUInt64LittleEndian(id);
    }
}
