using System.Runtime.InteropServices;
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
    private const int HeadBytes = 8;

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

    /// <summary>Reads the head of a reparse buffer: its tag, and the length of the data behind it. False if it is not whole.</summary>
    public static bool TryReadTag(ReadOnlySpan<byte> buffer, out uint tag, out int length)
    {
        var reader = new LittleEndianReader(buffer);
        (tag, length) = (reader.ReadUInt32(), reader.ReadUInt16());
        reader.Skip(2);
        return !reader.HasFailed && length <= buffer.Length - HeadBytes;
    }

    /// <summary>
    /// Reads the buffer of FSCTL_SET_REPARSE_POINT: the target of a symbolic link as a path of POSIX. A path that begins with a drive or a server means nothing to
    /// other clients and is not taken, and neither is another kind of reparse point.
    /// </summary>
    public static NtStatus TryRead(ReadOnlySpan<byte> buffer, out ReadOnlyMemory<byte> target)
    {
        target = default;
        if (!TryReadTag(buffer, out var tag, out var length))
        {
            return NtStatus.ReparseDataInvalid;
        }

        if (tag != FileEncoder.SymbolicLinkTag)
        {
            return NtStatus.NotSupported;
        }

        var reader = new LittleEndianReader(buffer.Slice(HeadBytes, length));
        var (offset, count) = (reader.ReadUInt16(), reader.ReadUInt16());
        reader.Seek(FixedBytes + offset);
        var path = reader.ReadBytes(count);
        if (reader.HasFailed || count == 0 || count % sizeof(char) != 0)
        {
            return NtStatus.ReparseDataInvalid;
        }

        return SmbNames.TryStorePath(MemoryMarshal.Cast<byte, char>(path), out target);
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
