using System.Buffers.Binary;
using DittoFs.Protocols.Authentication.Ntlm;
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
            Cancel(header, message, uses, encryptedBy);
            return chain;
        }

        var charge = Math.Max(header.CreditCharge, (ushort)1);
        if (!Credits.TryUse(header.MessageId, charge))
        {
            throw new InvalidDataException($"Message id {header.MessageId} may not be used.");
        }

        var isRelated = header.Flags.HasFlag(SmbFlags.Related);
        var takesOver = isRelated && chain.IsMember;
        var sessionId = takesOver ? chain.SessionId : header.SessionId;
        var treeId = takesOver ? chain.TreeId : header.TreeId;
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
            MayPend = isLast,
            Abort = abort,
        };
        call.Tree = call.Session?.FindTree(treeId);
        var status = FindCompoundFailure(header, chain, isRelated, isLast) ?? await RunAsync(call, abort).ConfigureAwait(false);
        Complete(call, status, charge, sessionId, treeId, isLast);
        call.EndPending();
        var failure = FindFailureOfRelated(header, chain, isRelated, status);
        return new ChainState(IsMember: true, call.ReplySessionId ?? sessionId, call.ReplyTreeId ?? treeId, call.RelatedFile, failure);
    }

    /// <summary>
    /// The status of a message that its place in a compound keeps from running, if it does: one that is related to nothing, or to a CREATE that failed
    /// (MS-SMB2 3.3.5.2.7.2). Signing in happens alone in a frame, so that the receive loop takes each step by itself, one after the other.
    /// </summary>
    private static NtStatus? FindCompoundFailure(in Smb2Header header, in ChainState chain, bool isRelated, bool isLast) =>
        isRelated && !chain.IsMember ? NtStatus.InvalidParameter
        : header.Command is CommandTable.Negotiate or CommandTable.SessionSetup && (chain.IsMember || !isLast) ? NtStatus.InvalidParameter
        : isRelated ? chain.Failure
        : null;

    /// <summary>What fails all messages that are related to this one, if anything does: nothing to take over, or a CREATE that has failed.</summary>
    private static NtStatus? FindFailureOfRelated(in Smb2Header header, in ChainState chain, bool isRelated, NtStatus status)
    {
        if (isRelated && chain.Failure is not null)
        {
            return chain.Failure;
        }

        if ((isRelated && !chain.IsMember) || status == NtStatus.UserSessionDeleted)
        {
            return NtStatus.InvalidParameter;
        }

        return header.Command == CommandTable.Create && IsFailure(status) ? status : null;
    }

    /// <summary>CANCEL (MS-SMB2 3.3.5.16): has no response; a request that does not wait any more stays as it is.</summary>
    private void Cancel(in Smb2Header header, Memory<byte> message, SessionUses uses, SmbSession? encryptedBy)
    {
        if (uses.Take(FindSession(header.SessionId)) is not { Account: not null, HasEnded: false } session || !IsProtected(header, message, session, session == encryptedBy))
        {
            return;
        }

        if (header.Flags.HasFlag(SmbFlags.Async))
        {
            Pending.CancelById(header.AsyncId, session);
        }
        else
        {
            Pending.CancelByMessage(header.MessageId, session);
        }
    }

    private async ValueTask<NtStatus> RunAsync(SmbCall call, CancellationToken abort)
    {
        if (commands.Find(call.Header.Command) is not { } row)
        {
            return NtStatus.InvalidParameter;
        }

        var startedAt = Server.Metrics.Begin();
        var status = Admit(call, row);
        if (status == NtStatus.Success)
        {
            try
            {
                status = row.Command is null ? NtStatus.NotSupported : await row.Command.RunAsync(call, abort).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (call.IsPending && !abort.IsCancellationRequested)
            {
                call.Reply.Truncate(call.ReplyStart + Smb2Header.BytesLength);
                status = NtStatus.Cancelled;
            }
            catch (Exception fault) when (fault is not (InvalidDataException or IOException or OperationCanceledException))
            {
                SmbLog.CommandFailed(log, fault, row.Name, ClientAddress);
                call.Reply.Truncate(call.ReplyStart + Smb2Header.BytesLength);
                status = NtStatus.Unsuccessful;
            }
        }

        row.Count(status);
        Server.Metrics.RecordDuration(row, startedAt);
        return status;
    }

    /// <summary>The checks before any command (MS-SMB2 3.3.5.2).</summary>
    private NtStatus Admit(SmbCall call, SmbCommandRow row)
    {
        if ((row.Number == CommandTable.Negotiate) != (Negotiation.Dialect == SmbDialect.None))
        {
            throw new InvalidDataException($"{row.Name} came at the wrong time.");
        }

        if (row.Scope != SmbScope.Connection && call.Session is not { Account: not null, HasEnded: false })
        {
            return NtStatus.UserSessionDeleted;
        }

        if (call.Session is { Account: not null, HasEnded: false } session && CheckProtection(call, session) is var refused and not NtStatus.Success)
        {
            return refused;
        }

        if (row.Scope != SmbScope.Connection && !IsAccountValid(call.Session!))
        {
            return NtStatus.UserSessionDeleted;
        }

        if (row.Scope != SmbScope.Connection && !row.OutlastsExpiry && Server.HasExpired(call.Session!))
        {
            return NtStatus.NetworkSessionExpired;
        }

        if (row.Scope != SmbScope.Tree)
        {
            return NtStatus.Success;
        }

        return call.Tree is not { } tree ? NtStatus.NetworkNameDeleted
            : tree.MustEncrypt && !call.IsEncrypted ? NtStatus.AccessDenied
            : NtStatus.Success;
    }

    /// <summary>True if the account may still do what it signed in for; a change of its groups is taken over.</summary>
    private bool IsAccountValid(SmbSession session)
    {
        var account = session.Account!;
        var present = Server.Accounts.Find(account.Name);
        if (ReferenceEquals(present, account))
        {
            return true;
        }

        if (present?.Stamp != account.Stamp)
        {
            return false;
        }

        session.Refresh(present);
        return true;
    }

    private NtStatus CheckProtection(SmbCall call, SmbSession session) =>
        IsProtected(call.Header, call.Message, session, call.IsEncrypted) ? NtStatus.Success : NtStatus.AccessDenied;

    private bool IsProtected(in Smb2Header header, Memory<byte> message, SmbSession session, bool isEncrypted)
    {
        if (isEncrypted)
        {
            return true;
        }

        if (session.Keys is not { } keys)
        {
            return session.Guest != NtlmGuest.None && !header.Flags.HasFlag(SmbFlags.Signed);
        }

        return !session.MustEncrypt
            && (header.Flags.HasFlag(SmbFlags.Signed)
                ? keys.Signer.Verify(message.Span)
                : !Server.Options.SigningRequired || header.Command == CommandTable.SessionSetup);
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
        var echoes = !signs && call.Session is null && call.Header.Flags.HasFlag(SmbFlags.Signed);
        var header = new Smb2Header
        {
            CreditCharge = charge,
            Status = status,
            Command = call.Header.Command,

            // The interim response of a call that waited has granted them.
            Credits = call.IsPending ? (ushort)0 : Credits.Grant(Math.Max(call.Header.Credits, charge)),
            Flags = SmbFlags.Response | (call.Header.Flags & (SmbFlags.Related | SmbFlags.Priority))
                | (signs || echoes ? SmbFlags.Signed : SmbFlags.None) | (call.IsPending ? SmbFlags.Async : SmbFlags.None),
            NextCommand = isLast ? 0 : (uint)length,
            MessageId = call.Header.MessageId,
            TreeId = call.ReplyTreeId ?? treeId,
            AsyncId = call.AsyncId,
            SessionId = call.ReplySessionId ?? sessionId,
        };
        var message = reply.Written.Slice(call.ReplyStart, length);
        SealHeader(message, header, signs ? call.Session : null);
        if (echoes)
        {
            // There is no key for a session that nobody knows. Clients that insist on signed responses take the request's own signature for that.
            Smb2Header.CopySignature(call.Message.Span, message);
        }

        HashPreauth(call, status, message);
    }

    private static bool MustSign(SmbCall call, NtStatus status) =>
        !call.IsEncrypted && call.Session is { Keys: not null }
            && (call.Header.Flags.HasFlag(SmbFlags.Signed) || (call.Header.Command == CommandTable.SessionSetup && status == NtStatus.Success));

    /// <summary>Tells the client that a call will take its time, and gives it the credits that the call used (MS-SMB2 3.3.4.2).</summary>
    public async ValueTask SendInterimAsync(SmbCall call)
    {
        using var interim = new LittleEndianWriter();
        interim.WriteZeros(ReplyPrefixBytes + Smb2Header.BytesLength);
        WriteError(interim);
        var session = call.RequiredSession;
        var signs = MustSign(call, NtStatus.Pending);
        var charge = Math.Max(call.Header.CreditCharge, (ushort)1);
        var header = new Smb2Header
        {
            CreditCharge = charge,
            Status = NtStatus.Pending,
            Command = call.Header.Command,
            Credits = Credits.Grant(Math.Max(call.Header.Credits, charge)),
            Flags = SmbFlags.Response | SmbFlags.Async | (signs ? SmbFlags.Signed : SmbFlags.None),
            MessageId = call.Header.MessageId,
            AsyncId = call.AsyncId,
            SessionId = session.Id,
        };
        SealHeader(interim.Written[ReplyPrefixBytes..], header, signs ? session : null);
        await SendAsync(interim, call.IsEncrypted ? session : null).ConfigureAwait(false);
    }

    private static void SealHeader(Span<byte> message, in Smb2Header header, SmbSession? signer)
    {
        header.Write(message);
        signer?.Keys!.Signer.Sign(message);
    }

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
    private readonly record struct ChainState(bool IsMember, ulong SessionId, uint TreeId, SmbFileId? File, NtStatus? Failure);
}
