using DittoFs.Protocols.Wire;
using DittoFs.Storage.Files;
using DittoFs.Storage.Primitives;

namespace DittoFs.Protocols.Smb.Information;

/// <summary>All that is told about a share as a volume.</summary>
/// <param name="Label">Its name.</param>
/// <param name="Id">Its lasting identity.</param>
/// <param name="BirthTime">When it was made.</param>
/// <param name="NameLengthMax">The longest name.</param>
internal readonly record struct VolumeView(string Label, Guid Id, Timestamp BirthTime, int NameLengthMax);

/// <summary>Writes what QUERY_INFO asks of a file system (MS-FSCC 2.5).</summary>
internal static class FileSystemEncoder
{
    private const uint UnitBytes = 4096;
    private const uint SectorBytes = 512;
    private const uint SectorsPerUnit = UnitBytes / SectorBytes;
    private const uint DiskDevice = 7;
    private const uint IsMounted = 0x20;
    private const string Kind = "NTFS";

    // Case-blind search, names with their case, Unicode, lists of access rights, reparse points, sparse files, hard links.
    private const uint Abilities = 0x1 | 0x2 | 0x4 | 0x8 | 0x40 | 0x80 | 0x0040_0000;

    /// <summary>True for a class that needs <see cref="FileSystemStatistics"/>.</summary>
    public static bool NeedsSpace(FileSystemClass kind) => kind is FileSystemClass.Size or FileSystemClass.FullSize;

    /// <summary>Writes <paramref name="kind"/>; false if it is none that can be asked for.</summary>
    public static bool TryWrite(LittleEndianWriter writer, FileSystemClass kind, in VolumeView volume, in FileSystemStatistics space)
    {
        switch (kind)
        {
            case FileSystemClass.Volume:
                WriteVolume(writer, volume);
                break;
            case FileSystemClass.Size or FileSystemClass.FullSize:
                WriteSpace(writer, space, isFull: kind == FileSystemClass.FullSize);
                break;
            case FileSystemClass.Device:
                writer.WriteUInt32(DiskDevice);
                writer.WriteUInt32(IsMounted);
                break;
            case FileSystemClass.Attribute:
                writer.WriteUInt32(Abilities);
                writer.WriteUInt32((uint)volume.NameLengthMax);
                writer.WriteUInt32((uint)Kind.Length * sizeof(char));
                writer.WriteUtf16(Kind);
                break;
            case FileSystemClass.Control:
                WriteNoQuota(writer);
                break;
            case FileSystemClass.ObjectId:
                writer.WriteGuid(volume.Id);
                writer.WriteZeros(48);
                break;
            case FileSystemClass.SectorSize:
                WriteSectors(writer);
                break;
            default:
                return false;
        }

        return true;
    }

    /// <summary>The bytes of a class that may not be cut; what varies behind them may.</summary>
    public static int GetFixedLength(FileSystemClass kind) => kind switch
    {
        FileSystemClass.Volume or FileSystemClass.Size => 24,
        FileSystemClass.Device => 8,
        FileSystemClass.Attribute => 16,
        FileSystemClass.FullSize => 32,
        FileSystemClass.Control => 48,
        FileSystemClass.ObjectId => 64,
        FileSystemClass.SectorSize => 28,
        _ => 0,
    };

    private static void WriteVolume(LittleEndianWriter writer, in VolumeView volume)
    {
        writer.WriteUInt64(SmbAttributes.FileTime(volume.BirthTime));
        writer.WriteBytes(volume.Id.ToByteArray().AsSpan(0, sizeof(uint)));
        writer.WriteUInt32((uint)volume.Label.Length * sizeof(char));
        writer.WriteUInt16(0);
        writer.WriteUtf16(volume.Label);
    }

    private static void WriteSpace(LittleEndianWriter writer, in FileSystemStatistics space, bool isFull)
    {
        writer.WriteUInt64(space.BytesTotal / UnitBytes);
        writer.WriteUInt64(space.BytesFree / UnitBytes);
        if (isFull)
        {
            writer.WriteUInt64(space.BytesFree / UnitBytes);
        }

        writer.WriteUInt32(SectorsPerUnit);
        writer.WriteUInt32(SectorBytes);
    }

    /// <summary>No thresholds, no default quota, no flags (2.5.2).</summary>
    private static void WriteNoQuota(LittleEndianWriter writer)
    {
        writer.WriteZeros(24);
        writer.WriteUInt64(ulong.MaxValue);
        writer.WriteUInt64(ulong.MaxValue);
        writer.WriteZeros(8);
    }

    /// <summary>Logical and physical sectors, aligned, no seek penalty (2.5.8).</summary>
    private static void WriteSectors(LittleEndianWriter writer)
    {
        writer.WriteUInt32(SectorBytes);
        writer.WriteUInt32(UnitBytes);
        writer.WriteUInt32(UnitBytes);
        writer.WriteUInt32(UnitBytes);
        writer.WriteUInt32(0x1 | 0x2 | 0x4);
        writer.WriteUInt32(0);
        writer.WriteUInt32(0);
    }
}
