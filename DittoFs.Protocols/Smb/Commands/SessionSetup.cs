using DittoFs.Protocols.Authentication.Ntlm;
using DittoFs.Protocols.Authentication.Spnego;
using DittoFs.Protocols.Smb.Framing;
using DittoFs.Protocols.Smb.Security;
using DittoFs.Protocols.Smb.Sessions;
using DittoFs.Protocols.Wire;

namespace DittoFs.Protocols.Smb.Commands;

/// <summary>SESSION_SETUP (MS-SMB2 2.2.5): the next token of a sign-in.</summary>
internal sealed record SessionSetupRequest(byte Flags, ulong PreviousSessionId, byte[] Token) : ISmbRequest<SessionSetupRequest>
{
    /// <summary>The session exists on another connection and gets a second one.</summary>
    public const byte Binding = 1;

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlyMemory<byte> message, out SessionSetupRequest request)
    {
        var reader = new LittleEndianReader(message.Span);
        reader.Skip(Smb2Header.BytesLength + 2);
        var flags = reader.ReadByte();
        reader.Skip(9);
        var offset = reader.ReadUInt16();
        var length = reader.ReadUInt16();
        var previous = reader.ReadUInt64();
        reader.Seek(offset);
        request = new SessionSetupRequest(flags, previous, reader.ReadBytes(length).ToArray());
        return !reader.HasFailed;
    }
}

/// <summary>The server's token (MS-SMB2 2.2.6).</summary>
internal sealed record SessionSetupResponse(ushort Flags, byte[] Token) : ISmbResponse
{
    /// <summary>The client is a guest.</summary>
    public const ushort IsGuest = 1;

    /// <summary>The client gave no name.</summary>
    public const ushort IsNull = 2;

    /// <summary>Everything in the session is encrypted.</summary>
    public const ushort EncryptData = 4;

    /// <inheritdoc/>
    public void Encode(LittleEndianWriter writer)
    {
        writer.WriteUInt16(9);
        writer.WriteUInt16(Flags);
        writer.WriteUInt16(Smb2Header.BytesLength + 8);
        writer.WriteUInt16((ushort)Token.Length);
        writer.WriteBytes(Token);
    }
}

/// <summary>Signs a client in, or in again (MS-SMB2 3.3.5.5).</summary>
internal sealed class SessionSetupCommand : SmbCommand<SessionSetupRequest, SessionSetupResponse>
{
    /// <inheritdoc/>
    protected override async ValueTask<SmbResult<SessionSetupResponse>> HandleAsync(SmbCall call, SessionSetupRequest request, CancellationToken cancellationToken)
    {
        var connection = call.Connection;
        if ((request.Flags & SessionSetupRequest.Binding) != 0)
        {
            return NtStatus.RequestNotAccepted;
        }

        if (call.Header.SessionId != 0 && call.Session is not { HasEnded: false })
        {
            return NtStatus.UserSessionDeleted;
        }

        var session = call.Session ?? call.Uses.Take(connection.AddSession())!;
        call.Session = session;
        call.ReplySessionId = session.Id;
        if (session.SignIn is null)
        {
            session.SignIn = new SpnegoServer(
                new NtlmServer(
                    connection.Server.Accounts, connection.Server.FindGuest, connection.ClientAddress, connection.Server.Options.ServerName, connection.Server.Clock));
            session.Preauth = connection.Preauth;
        }

        session.Preauth = session.Preauth.With(call.Message.Span);
        var step = session.SignIn.Advance(request.Token);
        if (step is { IsRefused: false, Identity: null })
        {
            return new SmbResult<SessionSetupResponse>(NtStatus.MoreProcessingRequired, new SessionSetupResponse(0, step.Reply));
        }

        session.SignIn = null;
        var status = step.Identity is { } identity ? Accept(connection, session, identity) : step.IsMalformed ? NtStatus.InvalidParameter : NtStatus.LogonFailure;
        connection.Server.Metrics.CountSignIn(status == NtStatus.Success);
        if (status == NtStatus.Success)
        {
            await connection.Server.EndPreviousSessionAsync(request.PreviousSessionId, session).ConfigureAwait(false);
            return new SessionSetupResponse(FlagsOf(session), step.Reply);
        }

        // Of a session that was signed in before, the refusal is still signed.
        await connection.EndSessionAsync(session).ConfigureAwait(false);
        call.Session = session.Keys is null ? null : session;
        return status;
    }

    private static ushort FlagsOf(SmbSession session) => session.Guest switch
    {
        NtlmGuest.Named => SessionSetupResponse.IsGuest,
        NtlmGuest.Anonymous => SessionSetupResponse.IsNull,
        NtlmGuest.None => session.MustEncrypt ? SessionSetupResponse.EncryptData : (ushort)0,
    };

    private static NtStatus Accept(SmbConnection connection, SmbSession session, NtlmIdentity identity)
    {
        var negotiated = connection.Negotiation;
        if (identity.Account.MustChangePassword)
        {
            return NtStatus.PasswordMustChange;
        }

        if (session.Account is { } before)
        {
            // Signing in again keeps the keys, and the person.
            if (before.Uid != identity.Account.Uid || session.Guest != identity.Guest)
            {
                return NtStatus.AccessDenied;
            }

            session.Refresh(identity.Account);
            session.SignedInAt = connection.Server.Clock.GetTimestamp();
            return NtStatus.Success;
        }

        session.MustEncrypt = connection.Server.Options.Encryption == SmbEncryption.Required;
        if (session.MustEncrypt && (negotiated.Cipher == SmbCipher.None || identity.Guest != NtlmGuest.None))
        {
            return NtStatus.AccessDenied;
        }

        session.Guest = identity.Guest;
        session.Keys = identity.Guest == NtlmGuest.None
            ? SessionKeys.Make(negotiated.Dialect, negotiated.Signing, negotiated.Cipher, identity.SessionKey, session.Preauth)
            : null;
        session.SignedInAt = connection.Server.Clock.GetTimestamp();
        connection.Server.AddSession(connection, session);
        session.Account = identity.Account;
        return NtStatus.Success;
    }
}
