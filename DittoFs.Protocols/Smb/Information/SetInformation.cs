using System.Text;
using DittoFs.Protocols.Wire;
using DittoFs.Storage.Files;
using DittoFs.Storage.Primitives;

namespace DittoFs.Protocols.Smb.Information;

/// <summary>FileRenameInformation and FileLinkInformation (MS-FSCC 2.4.37, 2.4.21).</summary>
/// <param name="Replaces">True to replace a file of that name.</param>
/// <param name="Path">The new path, from the share's root.</param>
internal readonly record struct NewPath(bool Replaces, string Path);

/// <summary>Reads what SET_INFO sets (MS-FSCC 2.4). Every method answers false if the bytes are too few.</summary>
internal static class SetInformation
{
    private const long TicksTo1970 = 116_444_736_000_000_000;
    private const int PathBytesMax = 65_520;

    // Times are kept in nanoseconds: what is further from 1970 than 292 years can't be.
    private const long LastSettable = long.MaxValue / 100;

    /// <summary>FileBasicInformation (2.4.7): times and attribute bits. Of a time, 0 and -1 and -2 leave it; of the bits, 0 does.</summary>
    public static bool TryReadBasic(ReadOnlySpan<byte> bytes, out AttributeChanges changes)
    {
        var reader = new LittleEndianReader(bytes);
        changes = new AttributeChanges
        {
            BirthTime = ReadTime(ref reader),
            AccessTime = ReadTime(ref reader),
            ModifyTime = ReadTime(ref reader),
            ChangeTime = ReadTime(ref reader),
            DosAttributes = reader.ReadUInt32() is var bits and not 0 ? bits : null,
        };
        return !reader.HasFailed;
    }

    /// <summary>FileEndOfFileInformation, FileAllocationInformation, FilePositionInformation, FileValidDataLengthInformation: one number that is not negative.</summary>
    public static bool TryReadLength(ReadOnlySpan<byte> bytes, out ulong length)
    {
        var reader = new LittleEndianReader(bytes);
        length = reader.ReadUInt64();
        return !reader.HasFailed && length <= long.MaxValue;
    }

    /// <summary>FileDispositionInformation (2.4.11) and FileDispositionInformationEx (2.4.12), of which the lowest bit is told.</summary>
    public static bool TryReadDisposition(ReadOnlySpan<byte> bytes, FileClass kind, out bool deletes)
    {
        var reader = new LittleEndianReader(bytes);
        deletes = kind == FileClass.DispositionEx ? (reader.ReadUInt32() & 1) != 0 : reader.ReadByte() != 0;
        return !reader.HasFailed;
    }

    /// <summary>
    /// The new path of a rename or link.
    /// <code>
    /// replace 1 (RenameEx: flags 4) | padding to 8 | root directory 8 (must be 0) | length 4 | path
    /// </code>
    /// </summary>
    public static bool TryReadPath(ReadOnlySpan<byte> bytes, out NewPath path)
    {
        var reader = new LittleEndianReader(bytes);
        var replaces = (reader.ReadByte() & 1) != 0;
        reader.Skip(7);
        var root = reader.ReadUInt64();
        var length = reader.ReadUInt32();
        path = default;
        if (reader.HasFailed || root != 0 || length is 0 or > PathBytesMax || length % sizeof(char) != 0)
        {
            return false;
        }

        // Some clients begin the path with a backslash: the root that it starts from is the share's all the same.
        var text = Encoding.Unicode.GetString(reader.ReadBytes((int)length));
        path = new NewPath(replaces, text.StartsWith('\\') ? text[1..] : text);
        return !reader.HasFailed;
    }

    /// <summary>FileModeInformation (2.4.26).</summary>
    public static bool TryReadMode(ReadOnlySpan<byte> bytes, out uint mode)
    {
        var reader = new LittleEndianReader(bytes);
        mode = reader.ReadUInt32();
        return !reader.HasFailed;
    }

    private static TimeChange ReadTime(ref LittleEndianReader reader)
    {
        var ticks = unchecked((long)reader.ReadUInt64());
        return ticks <= 0 || Math.Abs(ticks - TicksTo1970) > LastSettable ? default : TimeChange.To(new Timestamp((ticks - TicksTo1970) * 100));
    }
}
