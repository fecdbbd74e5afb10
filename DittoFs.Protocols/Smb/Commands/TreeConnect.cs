using System.Text;
using DittoFs.Protocols.Smb.Framing;
using DittoFs.Protocols.Smb.Sessions;
using DittoFs.Protocols.Wire;
using DittoFs.Storage.Files;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;

namespace DittoFs.Protocols.Smb.Commands;

/// <summary>TREE_CONNECT (MS-SMB2 2.2.9): a path of the form <c>\\server\share</c>.</summary>
internal sealed record TreeConnectRequest(string Path) : ISmbRequest<TreeConnectRequest>
{
    /// <summary>The last part of the path.</summary>
    public string ShareName => Path[(Path.LastIndexOf('\\') + 1)..];

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlyMemory<byte> message, out TreeConnectRequest request)
    {
        var reader = new LittleEndianReader(message.Span);
        reader.Skip(Smb2Header.BytesLength + 4);
        var offset = reader.ReadUInt16();
        var length = reader.ReadUInt16();
        reader.Seek(offset);
        request = new TreeConnectRequest(Encoding.Unicode.GetString(reader.ReadBytes(length)));
        return !reader.HasFailed;
    }
}

/// <summary>What kind of share it is (MS-SMB2 2.2.10).</summary>
internal sealed record TreeConnectResponse(bool IsPipe, bool MustEncrypt) : ISmbResponse
{
    private const uint EncryptData = 0x8000;
    private const byte Disk = 1;
    private const byte Pipe = 2;
    private const uint NoCaching = 0x30;

    /// <inheritdoc/>
    public void Encode(LittleEndianWriter writer)
    {
        writer.WriteUInt16(16);
        writer.WriteByte(IsPipe ? Pipe : Disk);
        writer.WriteByte(0);
        writer.WriteUInt32((IsPipe ? NoCaching : 0) | (MustEncrypt ? EncryptData : 0));
        writer.WriteUInt32(0);
        writer.WriteUInt32((uint)SmbAccess.FullRights);
    }
}

/// <summary>Connects a session to a share (MS-SMB2 3.3.5.7).</summary>
internal sealed class TreeConnectCommand : SmbCommand<TreeConnectRequest, TreeConnectResponse>
{
    private const string PipeShare = "IPC$";
    private const int TreesMax = 4_096;

    /// <inheritdoc/>
    protected override ValueTask<SmbResult<TreeConnectResponse>> HandleAsync(SmbCall call, TreeConnectRequest request, CancellationToken cancellationToken)
    {
        var account = call.RequiredSession.Account!;
        var context = SmbSession.ContextOf(account, call.Connection.ClientAddress);
        IFileSystem? fileSystem = null;
        if (!request.ShareName.Equals(PipeShare, StringComparison.OrdinalIgnoreCase))
        {
            if (!ShareName.TryParse(request.ShareName, out var name) || !call.Connection.Server.Shares.TryGet(name, out fileSystem))
            {
                return new(NtStatus.BadNetworkName);
            }

            var mount = fileSystem.CheckMount(context);
            if (!mount.IsSuccess)
            {
                return new(NtStatusMap.ToStatus(mount.Error));
            }

            if (!AgreesOnEncryption(call, fileSystem.WireEncryption))
            {
                fileSystem.NoteRefusal(context, "mount", AccessRule.Encryption);
                return new(NtStatus.AccessDenied);
            }
        }

        var session = call.RequiredSession;
        if (session.Trees.Count() >= TreesMax)
        {
            return new(NtStatus.InsufficientResources);
        }

        var tree = session.AddTree(id => new SmbTree(id, request.ShareName, fileSystem, context));
        if (fileSystem is not null)
        {
            call.Connection.Server.Trees.Add(tree, session, call.Connection, account.Name, fileSystem.ShareName.Value);
            if (session.HasEnded)
            {
                // Whoever ended it may have looked before.
                call.Connection.Server.Trees.Remove(tree);
            }
        }

        call.ReplyTreeId = tree.Id;
        return new(new TreeConnectResponse(tree.IsPipe, tree.MustEncrypt));
    }

    /// <summary>
    /// Whether the client can do what the share wants: encrypt, or leave it. Where the server wants all of them encrypted, no share can want the opposite. This
    /// request itself need not be encrypted, for the client learns of it by the response.
    /// </summary>
    private static bool AgreesOnEncryption(SmbCall call, WireEncryption wanted) => wanted switch
    {
        WireEncryption.Offered => true,
        WireEncryption.Required => call.RequiredSession.Keys?.Cipher is not null,
        WireEncryption.Off => !call.IsEncrypted || call.RequiredSession.MustEncrypt,
    };
}
