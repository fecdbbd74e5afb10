using System.Buffers.Binary;
using System.Runtime.InteropServices;
using DittoFs.Protocols.Wire;
using DittoFs.Storage.Primitives;

namespace DittoFs.Protocols.Nfs.V3.Types;

/// <summary>
/// The attributes of a node (RFC 1813 §2.6, <c>fattr3</c>).
/// <code>
///  0 type(4)  4 mode(4)  8 nlink(4)  12 uid(4)  16 gid(4)  20 size(8)  28 used(8)  36 rdev: major(4) minor(4)
/// 44 fsid(8)  52 fileid(8)  60 atime(8)  68 mtime(8)  76 ctime(8)
/// </code>
/// </summary>
internal static class Fattr3
{
    /// <summary>The encoded length.</summary>
    public const int EncodedBytes = 84;

    /// <summary>Writes the attributes of a node of <paramref name="share"/>.</summary>
    public static void Encode(XdrWriter writer, ShareId share, in NodeAttributes attributes)
    {
        var target = writer.Take(EncodedBytes);
        BinaryPrimitives.WriteUInt32BigEndian(target, (uint)NfsFileTypeMap.From(attributes.Kind));
        BinaryPrimitives.WriteUInt32BigEndian(target[4..], attributes.Mode);
        BinaryPrimitives.WriteUInt32BigEndian(target[8..], attributes.LinkCount);
        BinaryPrimitives.WriteUInt32BigEndian(target[12..], attributes.Uid);
        BinaryPrimitives.WriteUInt32BigEndian(target[16..], attributes.Gid);
        BinaryPrimitives.WriteUInt64BigEndian(target[20..], attributes.Size);
        BinaryPrimitives.WriteUInt64BigEndian(target[28..], attributes.AllocatedBytes);
        BinaryPrimitives.WriteUInt32BigEndian(target[36..], attributes.Device.Major);
        BinaryPrimitives.WriteUInt32BigEndian(target[40..], attributes.Device.Minor);
        BinaryPrimitives.WriteUInt64BigEndian(target[44..], FileSystemIdOf(share));
        BinaryPrimitives.WriteUInt64BigEndian(target[52..], attributes.Node.Value);
        NfsTime.From(attributes.AccessTime).Write(target[60..]);
        NfsTime.From(attributes.ModifyTime).Write(target[68..]);
        NfsTime.From(attributes.ChangeTime).Write(target[76..]);
    }

    /// <summary>The file-system id: both halves of the share's id folded into one.</summary>
    public static ulong FileSystemIdOf(ShareId share)
    {
        var id = share.Value;
        var halves = MemoryMarshal.Cast<Guid, ulong>(new ReadOnlySpan<Guid>(in id));
        return halves[0] ^ halves[1];
    }
}
