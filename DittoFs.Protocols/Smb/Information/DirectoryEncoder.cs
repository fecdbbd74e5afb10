using DittoFs.Protocols.Wire;
using DittoFs.Storage.Primitives;

namespace DittoFs.Protocols.Smb.Information;

/// <summary>Writes entries of a listing, each aligned and led to by the one before (MS-FSCC 2.4, the directory classes).</summary>
/// <param name="writer">Where to.</param>
/// <param name="kind">Which class.</param>
/// <param name="bytesMax">How many bytes all entries may take.</param>
internal sealed class DirectoryEncoder(LittleEndianWriter writer, FileClass kind, int bytesMax)
{
    private const int Alignment = 8;
    private const int NothingWritten = -1;

    private readonly int start = writer.Length;
    private int last = NothingWritten;

    /// <summary>True if nothing was written.</summary>
    public bool IsEmpty => last == NothingWritten;

    /// <summary>True for a class of directory entries.</summary>
    public static bool IsKnown(FileClass kind) => kind is FileClass.Directory or FileClass.FullDirectory or FileClass.BothDirectory or FileClass.Names
        or FileClass.IdBothDirectory or FileClass.IdFullDirectory or FileClass.IdExtendedDirectory;

    /// <summary>Writes an entry; false, and nothing of it, if it does not fit any more.</summary>
    public bool TryAdd(string name, in NodeAttributes node)
    {
        var end = writer.Length;
        writer.Align(Alignment, start);
        var at = writer.Length;
        writer.WriteUInt32(0);
        writer.WriteUInt32(0);
        if (kind == FileClass.Names)
        {
            writer.WriteUInt32((uint)name.Length * sizeof(char));
        }
        else
        {
            WriteBody(name, node);
        }

        writer.WriteUtf16(name);
        if (writer.Length - start > bytesMax)
        {
            writer.Truncate(end);
            return false;
        }

        if (!IsEmpty)
        {
            writer.PatchUInt32(last, (uint)(at - last));
        }

        last = at;
        return true;
    }

    private void WriteBody(string name, in NodeAttributes node)
    {
        var isDirectory = node.Kind == NodeKind.Directory;
        SmbAttributes.WriteTimes(writer, node);
        writer.WriteUInt64(isDirectory ? 0 : node.Size);
        writer.WriteUInt64(isDirectory ? 0 : node.AllocatedBytes);
        writer.WriteUInt32(SmbAttributes.FlagsOf(node));
        writer.WriteUInt32((uint)name.Length * sizeof(char));
        if (kind == FileClass.Directory)
        {
            return;
        }

        WriteEaSize(node);
        switch (kind)
        {
            case FileClass.BothDirectory:
                WriteNoShortName();
                break;
            case FileClass.IdBothDirectory:
                WriteNoShortName();
                writer.WriteUInt16(0);
                writer.WriteUInt64(node.Node.Value);
                break;
            case FileClass.IdFullDirectory:
                writer.WriteUInt32(0);
                writer.WriteUInt64(node.Node.Value);
                break;
            case FileClass.IdExtendedDirectory:
                writer.WriteUInt32(node.Kind == NodeKind.SymbolicLink ? FileEncoder.SymbolicLinkTag : 0);
                writer.WriteUInt64(node.Node.Value);
                writer.WriteUInt64(0);
                break;
        }
    }

    /// <summary>The length of extended attributes; of a reparse point its tag instead (MS-FSCC 2.4.17), but where the tag has a field of its own.</summary>
    private void WriteEaSize(in NodeAttributes node) =>
        writer.WriteUInt32(node.Kind == NodeKind.SymbolicLink && kind != FileClass.IdExtendedDirectory ? FileEncoder.SymbolicLinkTag : 0);

    private void WriteNoShortName() => writer.WriteZeros(26);
}
