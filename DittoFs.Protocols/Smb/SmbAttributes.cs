using DittoFs.Protocols.Wire;
using DittoFs.Storage.Files;
using DittoFs.Storage.Primitives;

namespace DittoFs.Protocols.Smb;

/// <summary>A node's attributes as SMB tells them (MS-FSCC 2.4.29, 2.6).</summary>
internal static class SmbAttributes
{
    /// <summary>The length of what <see cref="WriteNetworkOpen"/> writes.</summary>
    public const int NetworkOpenBytes = 52;

    private const uint ReadOnly = 0x01;
    private const uint Directory = 0x10;
    private const uint Archive = 0x20;
    private const uint ReparsePoint = 0x400;
    private const uint AnyWrite = 0x92;
    private const long SecondsFrom1601 = 11_644_473_600;

    /// <summary>The attribute bits: what was set over SMB, what mode and kind say, and "normal" for a file of which nothing is said.</summary>
    public static uint FlagsOf(in NodeAttributes node)
    {
        var kept = node.DosAttributes & (DosAttributeBits.Kept | DosAttributeBits.Sparse);
        if (node.Kind == NodeKind.Directory)
        {
            return Directory | kept;
        }

        kept |= node.DosAttributes == 0 ? Archive : 0;
        kept |= (node.Mode & AnyWrite) == 0 ? ReadOnly : 0;
        kept |= node.Kind == NodeKind.SymbolicLink ? ReparsePoint : 0;
        return kept == 0 ? DosAttributeBits.Normal : kept;
    }

    /// <summary>A moment in units of 100 ns since 1601.</summary>
    public static ulong FileTime(Timestamp time) => (ulong)(((time.Seconds + SecondsFrom1601) * 10_000_000) + (time.SubsecondNanoseconds / 100));

    /// <summary>Writes four times: birth, access, modification, change.</summary>
    public static void WriteTimes(LittleEndianWriter writer, in NodeAttributes node)
    {
        writer.WriteUInt64(FileTime(node.BirthTime));
        writer.WriteUInt64(FileTime(node.AccessTime));
        writer.WriteUInt64(FileTime(node.ModifyTime));
        writer.WriteUInt64(FileTime(node.ChangeTime));
    }

    /// <summary>Writes what CREATE tells of a pipe: no times, no size.</summary>
    public static void WritePipe(LittleEndianWriter writer)
    {
        writer.WriteZeros(NetworkOpenBytes - sizeof(uint));
        writer.WriteUInt32(DosAttributeBits.Normal);
    }

    /// <summary>Writes times, sizes and attribute bits, as CREATE and CLOSE have them.</summary>
    public static void WriteNetworkOpen(LittleEndianWriter writer, in NodeAttributes node)
    {
        WriteTimes(writer, node);
        writer.WriteUInt64(node.Kind == NodeKind.Directory ? 0 : node.AllocatedBytes);
        writer.WriteUInt64(node.Kind == NodeKind.Directory ? 0 : node.Size);
        writer.WriteUInt32(FlagsOf(node));
    }
}
