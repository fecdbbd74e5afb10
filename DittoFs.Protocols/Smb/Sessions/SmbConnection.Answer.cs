using System.Buffers.Binary;
using DittoFs.Protocols.Smb.Commands;
using DittoFs.Protocols.Smb.Framing;
using DittoFs.Protocols.Wire;

namespace DittoFs.Protocols.Smb.Sessions;

/// <content>From a frame to its reply.</content>
internal sealed partial class SmbConnection
{
    private const int ReplyPrefixBytes = DirectTcpReader.MarkBytes + TransformHeader.BytesLength;
    private const int ErrorBodyBytes = 9;

    /// <summary>Runs all messages of a frame; tells the session that the reply is to be encrypted for, or null.</summary>
    private async ValueTask<SmbSession?> AnswerAsync(Memory<byte> frame, SessionUses uses, LittleEndianWriter reply, CancellationToken abort)
    {
        SmbSession? encryptedBy = null;
        if (TransformHeader.IsTransform(frame.Span))
        {
            if (!TransformHeader.TryRead(frame.Span, out var id) || uses.Take(FindSession(id)) is not { Keys.Cipher: { } cipher } session || !cipher.TryDecrypt(frame.Span))
            {
                throw new InvalidDataException("A message can't be decrypted.");
            }

            encryptedBy = session;
            frame = frame[TransformHeader.BytesLength..];
        }

        if (MultiProtocolHello.IsHello(frame.Span))
        {
            MultiProtocolHello.Answer(this, frame.Span, reply);
            Credits.TryUse(0, 1);
            Credits.Grant(1);
            return null;
        }

        await AnswerChainAsync(frame, uses, encryptedBy, reply, abort).ConfigureAwait(false);
        return encryptedBy;
    }

    private async ValueTask AnswerChainAsync(Memory<byte> frame, SessionUses uses, SmbSession? encryptedBy, LittleEndianWriter reply, CancellationToken abort)
    {
        var chain = default(ChainState);
        while (true)
        {
            var (header, message, rest) = CompoundChain.Take(frame);
            var call = await AnswerOneAsync(header, message, chain, uses, encryptedBy, reply, isLast: rest.IsEmpty, abort).ConfigureAwait(false);
            if (rest.IsEmpty)
            {
                return;
            }

            chain = call;
            frame = rest;
        }
    }

    private async ValueTask<ChainState> AnswerOneAsync(
        Smb2Header header, Memory<byte> message, ChainState chain, SessionUses uses, SmbSession? encryptedBy, LittleEndianWriter reply, bool isLast, CancellationToken abort)
    {
        if (header.Command == CommandTable.Cancel)
        {
            return chain;
        }

        var charge = Math.Max(header.CreditCharge, (ushort)1);
        if (!Credits.TryUse(header.MessageId, charge))
        {
            throw new InvalidDataException($"Message id {header.MessageId} may not be used.");
        }

        var isRelated = header.Flags.HasFlag(SmbFlags.Related);
        var sessionId = isRelated ? chain.SessionId : header.SessionId;
        var treeId = isRelated ? chain.TreeId : header.TreeId;
        var start = reply.Length;
        reply.WriteZeros(Smb2Header.BytesLength);
        var session = uses.Take(FindSession(sessionId));
        var call = new SmbCall(this, header, message, reply)
        {
            ReplyStart = start,
            Uses = uses,
            Session = session,

            // Another session's key proves nothing about this one.
            IsEncrypted = session is not null && session == encryptedBy,
            RelatedFile = isRelated ? chain.File : null,
        };
        call.Tree = call.Session?.FindTree(treeId);
        var status = isRelated && chain.Failure is { } failed ? failed : await RunAsync(call, abort).ConfigureAwait(false);
        Complete(call, status, charge, sessionId, treeId, isLast);
        return new ChainState(call.ReplySessionId ?? sessionId, call.ReplyTreeId ?? treeId, call.RelatedFile, IsFailure(status) ? status : null);
    }

    private async ValueTask<NtStatus> RunAsync(SmbCall call, CancellationToken abort)
    {
        if (commands.Find(call.Header.Command) is not { } row)
        {
            return NtStatus.InvalidParameter;
        }

        var status = Admit(call, row);
        if (status == NtStatus.Success)
        {
            try
            {
                status = row.Command is null ? NtStatus.NotSupported : await row.Command.RunAsync(call, abort).ConfigureAwait(false);
            }
            catch (Exception fault) when (fault is not (InvalidDataException or IOException or OperationCanceledException))
            {
                SmbLog.CommandFailed(log, fault, row.Name, ClientAddress);
                call.Reply.Truncate(call.ReplyStart + Smb2Header.BytesLength);
                status = NtStatus.Unsuccessful;
            }
        }

        row.Count(status);
        return status;
    }

    /// <summary>The checks before any command (MS-SMB2 3.3.5.2).</summary>
    private NtStatus Admit(SmbCall call, SmbCommandRow row)
    {
        if ((row.Number == CommandTable.Negotiate) != (Negotiation.Dialect == SmbDialect.None))
        {
            throw new InvalidDataException($"{row.Name} came at the wrong time.");
        }

        if (row.Scope != SmbScope.Connection && call.Session?.Account is null)
        {
            return NtStatus.UserSessionDeleted;
        }

        if (call.Session is { Account: not null } session && CheckProtection(call, session) is var refused and not NtStatus.Success)
        {
            return refused;
        }

        if (row.Scope != SmbScope.Connection && Server.Accounts.Find(call.Session!.Account!.Name)?.Stamp != call.Session.Account.Stamp)
        {
            return NtStatus.UserSessionDeleted;
        }

        return row.Scope == SmbScope.Tree && call.Tree is null ? NtStatus.NetworkNameDeleted : NtStatus.Success;
    }

    private NtStatus CheckProtection(SmbCall call, SmbSession session)
    {
        if (call.IsEncrypted)
        {
            return NtStatus.Success;
        }

        if (session.MustEncrypt)
        {
            return NtStatus.AccessDenied;
        }

        return call.Header.Flags.HasFlag(SmbFlags.Signed)
            ? session.Keys!.Signer.Verify(call.Message.Span) ? NtStatus.Success : NtStatus.AccessDenied
            : Server.Options.SigningRequired && call.Header.Command != CommandTable.SessionSetup ? NtStatus.AccessDenied : NtStatus.Success;
    }

    private void Complete(SmbCall call, NtStatus status, ushort charge, ulong sessionId, uint treeId, bool isLast)
    {
        var reply = call.Reply;
        if (reply.Length == call.ReplyStart + Smb2Header.BytesLength)
        {
            WriteError(reply);
        }

        var length = reply.Length - call.ReplyStart;
        if (!isLast)
        {
            reply.Align(8, call.ReplyStart);
            length = reply.Length - call.ReplyStart;
        }

        var signs = MustSign(call, status);
        var header = new Smb2Header
        {
            CreditCharge = charge,
            Status = status,
            Command = call.Header.Command,
            Credits = Credits.Grant(Math.Max(call.Header.Credits, charge)),
            Flags = SmbFlags.Response | (call.Header.Flags & SmbFlags.Related) | (signs ? SmbFlags.Signed : SmbFlags.None),
            NextCommand = isLast ? 0 : (uint)length,
            MessageId = call.Header.MessageId,
            TreeId = call.ReplyTreeId ?? treeId,
            SessionId = call.ReplySessionId ?? sessionId,
        };
        var message = reply.Written.Slice(call.ReplyStart, length);
        header.Write(message);
        if (signs)
        {
            call.Session!.Keys!.Signer.Sign(message);
        }

        HashPreauth(call, status, message);
    }

    private static bool MustSign(SmbCall call, NtStatus status) =>
        !call.IsEncrypted && call.Session is { Keys: not null } && (call.Header.Command == CommandTable.SessionSetup
            ? status == NtStatus.Success
            : call.Header.Flags.HasFlag(SmbFlags.Signed));

    private void HashPreauth(SmbCall call, NtStatus status, ReadOnlySpan<byte> message)
    {
        if (call.Header.Command == CommandTable.Negotiate)
        {
            Preauth = Preauth.With(call.Message.Span).With(message);
        }
        else if (call.Header.Command == CommandTable.SessionSetup && status == NtStatus.MoreProcessingRequired && call.Session is { } session)
        {
            session.Preauth = session.Preauth.With(message);
        }
    }

    private static void WriteError(LittleEndianWriter reply)
    {
        reply.WriteUInt16(ErrorBodyBytes);
        reply.WriteZeros(ErrorBodyBytes - sizeof(ushort));
    }

    private async ValueTask SendAsync(LittleEndianWriter reply, SmbSession? encryptedFor)
    {
        var start = encryptedFor is null ? ReplyPrefixBytes - DirectTcpReader.MarkBytes : 0;
        var length = reply.Length - start - DirectTcpReader.MarkBytes;
        encryptedFor?.Keys!.Cipher!.Encrypt(reply.Written[DirectTcpReader.MarkBytes..], encryptedFor.Id);
        BinaryPrimitives.WriteUInt32BigEndian(reply.Written[start..], (uint)length);
        await sending.WaitAsync().ConfigureAwait(false);
        try
        {
            await wire.SendAsync([reply.Segment[start..]]).ConfigureAwait(false);
            entry.AddSent(length + DirectTcpReader.MarkBytes);
        }
        finally
        {
            sending.Release();
        }
    }

    private static bool IsFailure(NtStatus status) => (uint)status >= 0xC0000000;

    /// <summary>What a related message takes over from the one before.</summary>
    private readonly record struct ChainState(ulong SessionId, uint TreeId, SmbFileId? File, NtStatus? Failure);
}
