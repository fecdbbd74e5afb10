using System.Text;
using DittoFs.Protocols.Smb.Framing;
using DittoFs.Protocols.Smb.Sessions;
using DittoFs.Protocols.Wire;
using DittoFs.Storage.Files;
using DittoFs.Storage.Locking;

namespace DittoFs.Protocols.Smb.Commands;

/// <summary>CREATE (MS-SMB2 2.2.13).</summary>
internal sealed record CreateRequest : ISmbRequest<CreateRequest>
{
    /// <summary>FILE_DIRECTORY_FILE: only a directory will do.</summary>
    public const uint Directory = 0x1;

    /// <summary>FILE_WRITE_THROUGH: every write is durable before it is answered.</summary>
    public const uint WriteThrough = 0x2;

    /// <summary>FILE_NON_DIRECTORY_FILE: a directory will not do.</summary>
    public const uint NonDirectory = 0x40;

    /// <summary>FILE_DELETE_ON_CLOSE: the name goes with this open.</summary>
    public const uint DeleteOnClose = 0x1000;

    /// <summary>FILE_OPEN_REPARSE_POINT: a symbolic link is opened itself.</summary>
    public const uint OpenReparsePoint = 0x0020_0000;

    /// <summary>The options that are told as mode (MS-FSCC 2.4.26).</summary>
    public const uint ModeOptions = 0x103E;

    // FILE_CREATE_TREE_CONNECTION, FILE_OPEN_BY_FILE_ID, FILE_RESERVE_OPFILTER (MS-SMB2 3.3.5.9).
    private const uint UnsupportedOptions = 0x0010_2080;
    private const uint UnknownOptions = 0xFF00_0000;

    // A volume, a device, integrity, and what is beyond.
    private const uint InvalidAttributes = 0xFFFF_8048;
    private const uint ImpersonationMax = 3;
    private const int BytesBeforeImpersonation = 4;
    private const int BytesBetween = 16;

    /// <summary>How far the server may act for the client; of no meaning here, but checked.</summary>
    public required uint Impersonation { get; init; }

    /// <summary>The rights that are asked for, generic ones among them.</summary>
    public required SmbAccess Access { get; init; }

    /// <summary>The attribute bits of a file that is made or cut (MS-FSCC 2.6).</summary>
    public required uint Attributes { get; init; }

    /// <summary>What other opens may do meanwhile, as it came.</summary>
    public required uint RawSharing { get; init; }

    /// <summary>What becomes of a name that exists or does not, as it came.</summary>
    public required uint RawDisposition { get; init; }

    /// <summary>The bits of <c>CreateOptions</c>.</summary>
    public required uint Options { get; init; }

    /// <summary>The path from the share's root; empty for the root.</summary>
    public required string Path { get; init; }

    /// <summary>What came along.</summary>
    public required CreateContexts Contexts { get; init; }

    /// <summary>What other opens may do meanwhile.</summary>
    public ShareModes Sharing => (ShareModes)RawSharing;

    /// <summary>What becomes of a name that exists or does not.</summary>
    public OpenDisposition Disposition => (OpenDisposition)RawDisposition;

    /// <summary>Which kind of node will do.</summary>
    public OpenKind Kind => Has(Directory) ? OpenKind.Directory : Has(NonDirectory) ? OpenKind.File : OpenKind.Any;

    /// <summary>True if <paramref name="option"/> is set.</summary>
    public bool Has(uint option) => (Options & option) != 0;

    /// <summary>Success, or what is wrong with the request whatever it is asked of (MS-SMB2 3.3.5.9, MS-FSA 2.1.5.1).</summary>
    public NtStatus Check()
    {
        if (Impersonation > ImpersonationMax)
        {
            return NtStatus.BadImpersonationLevel;
        }

        // A directory can't be cut.
        var isCutDirectory = Has(Directory) && Disposition is not (OpenDisposition.Open or OpenDisposition.Create or OpenDisposition.OpenIf);
        if (Has(UnknownOptions) || (Has(Directory) && Has(NonDirectory)) || isCutDirectory
            || RawDisposition > (uint)OpenDisposition.OverwriteIf || (RawSharing & ~(uint)ShareModes.All) != 0)
        {
            return NtStatus.InvalidParameter;
        }

        // Audit lists are read by privilege (MS-FSA 2.1.5.1), and clients that lack it look again without them.
        return Access.HasFlag(SmbAccess.AccessSystemSecurity) ? NtStatus.PrivilegeNotHeld
            : !SmbRights.MayBeAsked(Access) ? NtStatus.AccessDenied
            : (Attributes & InvalidAttributes) != 0 ? NtStatus.InvalidParameter
            : Has(UnsupportedOptions) ? NtStatus.NotSupported
            : Contexts.HasExtendedAttributes ? NtStatus.EasNotSupported
            : Contexts.IsReconnect || Contexts.IsTimeWarp ? NtStatus.ObjectNameNotFound
            : NtStatus.Success;
    }

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlyMemory<byte> message, out CreateRequest request)
    {
        var reader = new LittleEndianReader(message.Span);
        reader.Skip(Smb2Header.BytesLength + BytesBeforeImpersonation);
        var impersonation = reader.ReadUInt32();
        reader.Skip(BytesBetween);
        var access = (SmbAccess)reader.ReadUInt32();
        var attributes = reader.ReadUInt32();
        var sharing = reader.ReadUInt32();
        var disposition = reader.ReadUInt32();
        var options = reader.ReadUInt32();
        var (nameOffset, nameLength) = (reader.ReadUInt16(), reader.ReadUInt16());
        var (contextOffset, contextLength) = (reader.ReadUInt32(), reader.ReadUInt32());
        reader.Seek(nameLength == 0 ? reader.Position : nameOffset);
        var path = Encoding.Unicode.GetString(reader.ReadBytes(nameLength));
        var contexts = CreateContexts.None;
        var isWhole = !reader.HasFailed && nameLength % sizeof(char) == 0
            && (contextLength == 0
                || (contextOffset <= message.Length && contextLength <= message.Length - contextOffset
                    && CreateContexts.TryDecode(message.Slice((int)contextOffset, (int)contextLength), out contexts)));
        request = new CreateRequest
        {
            Impersonation = impersonation,
            Access = access,
            Attributes = attributes,
            RawSharing = sharing,
            RawDisposition = disposition,
            Options = options,
            Path = path,
            Contexts = contexts,
        };
        return isWhole;
    }
}
