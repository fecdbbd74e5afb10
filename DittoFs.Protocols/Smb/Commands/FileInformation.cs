using DittoFs.Protocols.Smb.Sessions;
using DittoFs.Protocols.Wire;
using DittoFs.Storage.Files;
using DittoFs.Storage.Primitives;

namespace DittoFs.Protocols.Smb.Commands;

/// <summary>Writes the classes of information that this server knows (MS-FSCC 2.4, 2.5).</summary>
internal static class FileInformation
{
    private const uint UnitBytes = 4096;

    /// <summary>True for the classes that only an open with the right to read attributes is told (MS-FSA 2.1.5.12): basic, all, network open.</summary>
    public static bool NeedsReadAttributes(byte kind) => kind is 4 or 18 or 34;

    /// <summary>Writes class <paramref name="kind"/> of a file; false if it is not known.</summary>
    public static bool TryWrite(LittleEndianWriter writer, byte kind, in NodeAttributes node, SmbOpen open)
    {
        switch (kind)
        {
            case 4:
                WriteBasic(writer, node);
                return true;
            case 5:
                WriteStandard(writer, node, open);
                return true;
            case 6:
                writer.WriteUInt64(node.Node.Value);
                return true;
            case 7:
                writer.WriteUInt32(0);
                return true;
            case 18:
                WriteAll(writer, node, open);
                return true;
            case 34:
                SmbAttributes.WriteNetworkOpen(writer, node);
                writer.WriteUInt32(0);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Writes FileFsAttributeInformation: names keep their case, and are Unicode.</summary>
    public static void WriteShareKind(LittleEndianWriter writer, FileSystemLimits limits)
    {
        const string Name = "NTFS";
        writer.WriteUInt32(0x6);
        writer.WriteUInt32((uint)limits.NameBytesMax);
        writer.WriteUInt32((uint)Name.Length * 2);
        writer.WriteUtf16(Name);
    }

    /// <summary>Writes class <paramref name="kind"/> of a share's space; false if it is not known.</summary>
    public static bool TryWriteSpace(LittleEndianWriter writer, byte kind, in FileSystemStatistics space)
    {
        if (kind is not (3 or 7))
        {
            return false;
        }

        writer.WriteUInt64(space.BytesTotal / UnitBytes);
        writer.WriteUInt64(space.BytesFree / UnitBytes);
        if (kind == 7)
        {
            writer.WriteUInt64(space.BytesFree / UnitBytes);
        }

        writer.WriteUInt32(1);
        writer.WriteUInt32(UnitBytes);
        return true;
    }

    private static void WriteBasic(LittleEndianWriter writer, in NodeAttributes node)
    {
        SmbAttributes.WriteTimes(writer, node);
        writer.WriteUInt32(SmbAttributes.FlagsOf(node));
        writer.WriteUInt32(0);
    }

    private static void WriteStandard(LittleEndianWriter writer, in NodeAttributes node, SmbOpen open)
    {
        var isDirectory = node.Kind == NodeKind.Directory;
        writer.WriteUInt64(isDirectory ? 0 : node.AllocatedBytes);
        writer.WriteUInt64(isDirectory ? 0 : node.Size);
        writer.WriteUInt32(isDirectory ? 1 : node.LinkCount);
        writer.WriteByte(open.IsDeletePending ? (byte)1 : (byte)0);
        writer.WriteByte(isDirectory ? (byte)1 : (byte)0);
        writer.WriteUInt16(0);
    }

    private static void WriteAll(LittleEndianWriter writer, in NodeAttributes node, SmbOpen open)
    {
        WriteBasic(writer, node);
        WriteStandard(writer, node, open);
        writer.WriteUInt64(node.Node.Value);
        writer.WriteUInt32(0);
        writer.WriteUInt32((uint)open.Handle.Access);
        writer.WriteUInt64(0);
        writer.WriteUInt32(0);
        writer.WriteUInt32(0);
        var path = '\\' + open.Path;
        writer.WriteUInt32((uint)path.Length * 2);
        writer.WriteUtf16(path);
    }
}
