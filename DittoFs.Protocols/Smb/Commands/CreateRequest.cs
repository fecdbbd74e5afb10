using System.Text;
using DittoFs.Protocols.Smb.Framing;
using DittoFs.Protocols.Wire;
using DittoFs.Storage.Files;
using DittoFs.Storage.Locking;

namespace DittoFs.Protocols.Smb.Commands;

/// <summary>CREATE (MS-SMB2 2.2.13).</summary>
/// <param name="Access">The rights that are asked for, generic ones among them.</param>
/// <param name="Sharing">What other opens may do meanwhile.</param>
/// <param name="Disposition">What becomes of a name that exists or does not.</param>
/// <param name="Options">The bits of <c>CreateOptions</c>.</param>
/// <param name="Path">The path from the share's root; empty for the root.</param>
internal sealed record CreateRequest(SmbAccess Access, ShareModes Sharing, OpenDisposition Disposition, uint Options, string Path) : ISmbRequest<CreateRequest>
{
    /// <summary>FILE_DIRECTORY_FILE: only a directory will do.</summary>
    public const uint Directory = 0x1;

    /// <summary>FILE_NON_DIRECTORY_FILE: a directory will not do.</summary>
    public const uint NonDirectory = 0x40;

    /// <summary>FILE_DELETE_ON_CLOSE: the name goes with this open.</summary>
    public const uint DeleteOnClose = 0x1000;

    private const int BytesBeforeAccess = 24;

    /// <summary>True if <paramref name="option"/> is set.</summary>
    public bool Has(uint option) => (Options & option) != 0;

    /// <summary>Which kind of node will do.</summary>
    public OpenKind Kind => Has(Directory) ? OpenKind.Directory : Has(NonDirectory) ? OpenKind.File : OpenKind.Any;

    /// <summary>False for options that contradict each other or the disposition (MS-FSA 2.1.5.1): a directory can't be cut.</summary>
    public bool IsConsistent =>
        !Has(Directory) || (!Has(NonDirectory) && Disposition is OpenDisposition.Open or OpenDisposition.Create or OpenDisposition.OpenIf);

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlyMemory<byte> message, out CreateRequest request)
    {
        var reader = new LittleEndianReader(message.Span);
        reader.Skip(Smb2Header.BytesLength + BytesBeforeAccess);
        var access = (SmbAccess)reader.ReadUInt32();
        reader.Skip(sizeof(uint));
        var sharing = (ShareModes)reader.ReadUInt32();
        var disposition = reader.ReadUInt32();
        var options = reader.ReadUInt32();
        var offset = reader.ReadUInt16();
        var length = reader.ReadUInt16();
        reader.Seek(length == 0 ? reader.Position : offset);
        var path = Encoding.Unicode.GetString(reader.ReadBytes(length));
        request = new CreateRequest(access, sharing & ShareModes.All, (OpenDisposition)disposition, options, path);
        return !reader.HasFailed && disposition <= (uint)OpenDisposition.OverwriteIf;
    }
}
