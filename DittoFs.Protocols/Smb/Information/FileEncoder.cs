using DittoFs.Protocols.Wire;
using DittoFs.Storage.Primitives;

namespace DittoFs.Protocols.Smb.Information;

/// <summary>Writes what QUERY_INFO asks of a file (MS-FSCC 2.4).</summary>
internal static class FileEncoder
{
    /// <summary>The tag of a symbolic link (MS-FSCC 2.1.2.1).</summary>
    public const uint SymbolicLinkTag = 0xA000_000C;

    private const string DataStream = "::$DATA";

    /// <summary>Writes <paramref name="kind"/>; false if it is none that can be asked for.</summary>
    public static bool TryWrite(LittleEndianWriter writer, FileClass kind, in FileView file)
    {
        switch (kind)
        {
            case FileClass.Basic:
                WriteBasic(writer, file.Node);
                break;
            case FileClass.Standard:
                WriteStandard(writer, file);
                break;
            case FileClass.Internal:
                writer.WriteUInt64(file.Node.Node.Value);
                break;
            case FileClass.Ea or FileClass.Alignment:
                writer.WriteUInt32(0);
                break;
            case FileClass.Access:
                writer.WriteUInt32((uint)file.Access);
                break;
            case FileClass.Position:
                writer.WriteUInt64(file.Position);
                break;
            case FileClass.Mode:
                writer.WriteUInt32(file.Mode);
                break;
            case FileClass.All:
                WriteAll(writer, file);
                break;
            case FileClass.Name:
                WriteName(writer, file.Path);
                break;
            case FileClass.NormalizedName:
                WriteName(writer, file.Path.TrimStart('\\'));
                break;
            case FileClass.Stream:
                WriteStreams(writer, file);
                break;
            case FileClass.Compression:
                writer.WriteUInt64(file.Size);
                writer.WriteZeros(8);
                break;
            case FileClass.NetworkOpen:
                SmbAttributes.WriteNetworkOpen(writer, file.Node);
                writer.WriteUInt32(0);
                break;
            case FileClass.AttributeTag:
                writer.WriteUInt32(SmbAttributes.FlagsOf(file.Node));
                writer.WriteUInt32(file.Node.Kind == NodeKind.SymbolicLink ? SymbolicLinkTag : 0);
                break;
            case FileClass.Id:
                writer.WriteUInt64(file.Volume);
                writer.WriteUInt64(file.Node.Node.Value);
                writer.WriteUInt64(0);
                break;
            default:
                return false;
        }

        return true;
    }

    /// <summary>The bytes of a class before what varies in it; a buffer that is shorter is an error, one that only cuts the name is not.</summary>
    public static int GetFixedLength(FileClass kind) => kind switch
    {
        FileClass.Basic => 40,
        FileClass.Standard or FileClass.Id => 24,
        FileClass.Internal or FileClass.Position or FileClass.AttributeTag or FileClass.Name or FileClass.NormalizedName => 8,
        FileClass.All => 104,
        FileClass.NetworkOpen => 56,
        FileClass.Compression => 16,
        FileClass.Stream => 0,
        _ => 4,
    };

    private static void WriteBasic(LittleEndianWriter writer, in NodeAttributes node)
    {
        SmbAttributes.WriteTimes(writer, node);
        writer.WriteUInt32(SmbAttributes.FlagsOf(node));
        writer.WriteUInt32(0);
    }

    private static void WriteStandard(LittleEndianWriter writer, in FileView file)
    {
        writer.WriteUInt64(file.AllocatedBytes);
        writer.WriteUInt64(file.Size);
        writer.WriteUInt32(file.IsDirectory ? 1 : file.Node.LinkCount - (file.IsDeletePending && file.Node.LinkCount > 0 ? 1u : 0u));
        writer.WriteByte(file.IsDeletePending ? (byte)1 : (byte)0);
        writer.WriteByte(file.IsDirectory ? (byte)1 : (byte)0);
        writer.WriteUInt16(0);
    }

    /// <summary>Basic, standard, internal, EA, access, position, mode, alignment and name in a row (2.4.2).</summary>
    private static void WriteAll(LittleEndianWriter writer, in FileView file)
    {
        WriteBasic(writer, file.Node);
        WriteStandard(writer, file);
        writer.WriteUInt64(file.Node.Node.Value);
        writer.WriteUInt32(0);
        writer.WriteUInt32((uint)file.Access);
        writer.WriteUInt64(file.Position);
        writer.WriteUInt32(file.Mode);
        writer.WriteUInt32(0);
        WriteName(writer, file.Path);
    }

    private static void WriteName(LittleEndianWriter writer, string name)
    {
        writer.WriteUInt32((uint)name.Length * sizeof(char));
        writer.WriteUtf16(name);
    }

    /// <summary>The streams (2.4.49): a file's own bytes; a directory has none.</summary>
    private static void WriteStreams(LittleEndianWriter writer, in FileView file)
    {
        if (file.IsDirectory)
        {
            return;
        }

        writer.WriteUInt32(0);
        writer.WriteUInt32((uint)DataStream.Length * sizeof(char));
        writer.WriteUInt64(file.Size);
        writer.WriteUInt64(file.AllocatedBytes);
        writer.WriteUtf16(DataStream);
    }
}
