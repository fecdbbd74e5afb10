using DittoFs.Protocols.Smb.Names;
using DittoFs.Protocols.Smb.Sessions;
using DittoFs.Protocols.Wire;

namespace DittoFs.Protocols.Smb.Information;

/// <summary>Symbolic links as SMB tells them (MS-FSCC 2.1.2.4, MS-SMB2 2.2.2.2.1).</summary>
internal static class ReparsePoints
{
    private const uint ErrorTag = 0x4C4D_5953;
    private const uint IsRelative = 1;
    private const int FixedBytes = 12;

    /// <summary>Writes the buffer of FSCTL_GET_REPARSE_POINT.</summary>
    public static void WriteBuffer(LittleEndianWriter writer, ReadOnlyMemory<byte> target)
    {
        var path = ToWire(target);
        writer.WriteUInt32(FileEncoder.SymbolicLinkTag);
        writer.WriteUInt16((ushort)(FixedBytes + (path.Length * 2 * sizeof(char))));
        writer.WriteUInt16(0);
        WritePaths(writer, path);
    }

    /// <summary>Writes the error data of STATUS_STOPPED_ON_SYMLINK.</summary>
    public static void WriteStopped(LittleEndianWriter writer, StoppedLink link)
    {
        var path = ToWire(link.Target);
        var pathBytes = path.Length * 2 * sizeof(char);
        writer.WriteUInt32((uint)(FixedBytes + 12 + pathBytes));
        writer.WriteUInt32(ErrorTag);
        writer.WriteUInt32(FileEncoder.SymbolicLinkTag);
        writer.WriteUInt16((ushort)(FixedBytes + pathBytes));
        writer.WriteUInt16((ushort)(link.CharactersLeft * sizeof(char)));
        WritePaths(writer, path);
    }

    /// <summary>Where the two names stand, then the substitute name and the name to print, which are the same here.</summary>
    private static void WritePaths(LittleEndianWriter writer, string path)
    {
        var length = (ushort)(path.Length * sizeof(char));
        writer.WriteUInt16(0);
        writer.WriteUInt16(length);
        writer.WriteUInt16(length);
        writer.WriteUInt16(length);
        writer.WriteUInt32(IsRelative);
        writer.WriteUtf16(path);
        writer.WriteUtf16(path);
    }

    // A link's target is a path of POSIX, and an absolute one is one of the client's, so that it stays what it is: relative to whatever root the client has.
    private static string ToWire(ReadOnlyMemory<byte> target) => SmbNames.ToWirePath(target.Span);
}
