using DittoFs.Protocols.Authentication.Ntlm;

namespace DittoFs.Protocols.Authentication.Spnego;

/// <summary>How a sign-in goes on.</summary>
/// <param name="Reply">The token to send back; empty for none.</param>
/// <param name="Identity">Who it is, once that is proven.</param>
/// <param name="IsRefused">True if the sign-in failed.</param>
internal readonly record struct SignInStep(byte[] Reply, NtlmIdentity? Identity, bool IsRefused)
{
    /// <summary>The sign-in failed.</summary>
    public static SignInStep Refused => new([], null, true);

    /// <summary>The sign-in failed because the client's token breaks the layout, whatever its password.</summary>
    public static SignInStep Malformed => new([], null, true) { IsMalformed = true };

    /// <summary>True if it failed because the token is none.</summary>
    public bool IsMalformed { get; private init; }
}

/// <summary>One sign-in by SPNEGO, or by NTLM without it: some clients send NTLM's messages bare.</summary>
internal sealed class SpnegoServer(NtlmServer ntlm)
{
    private byte[] mechanismList = [];
    private bool requiresMic;

    /// <summary>Takes the client's next token.</summary>
    public SignInStep Advance(ReadOnlySpan<byte> token)
    {
        if (NtlmMessages.TypeOf(token) != 0)
        {
            return AdvanceBare(token);
        }

        return SpnegoToken.TryDecode(token) switch
        {
            null => SignInStep.Malformed,
            { IsInit: true } init => Begin(init),
            { } reply => Continue(reply),
        };
    }

    private SignInStep AdvanceBare(ReadOnlySpan<byte> token)
    {
        if (NtlmMessages.TypeOf(token) == NtlmMessages.Negotiate)
        {
            return ntlm.TryBegin(token) is { } challenge ? new SignInStep(challenge, null, false) : SignInStep.Refused;
        }

        if (NtlmAuthenticateMessage.TryDecode(token) is not { } proof)
        {
            return SignInStep.Malformed;
        }

        return !requiresMic && ntlm.TryFinish(proof) is { } identity ? new SignInStep([], identity, false) : SignInStep.Refused;
    }

    private SignInStep Begin(SpnegoToken init)
    {
        if (!init.OffersNtlm)
        {
            return SignInStep.Refused;
        }

        mechanismList = init.MechanismList;
        requiresMic = !init.PrefersNtlm;
        if (!init.PrefersNtlm || init.Token.Length == 0)
        {
            return new SignInStep(SpnegoWriter.MakeReply(init.PrefersNtlm ? SpnegoState.Incomplete : SpnegoState.RequestMic, true, null, null), null, false);
        }

        return ntlm.TryBegin(init.Token) is { } challenge
            ? new SignInStep(SpnegoWriter.MakeReply(SpnegoState.Incomplete, true, challenge, null), null, false)
            : SignInStep.Refused;
    }

    private SignInStep Continue(SpnegoToken reply)
    {
        if (NtlmMessages.TypeOf(reply.Token) == NtlmMessages.Negotiate)
        {
            return ntlm.TryBegin(reply.Token) is { } challenge
                ? new SignInStep(SpnegoWriter.MakeReply(SpnegoState.Incomplete, false, challenge, null), null, false)
                : SignInStep.Refused;
        }

        if (NtlmAuthenticateMessage.TryDecode(reply.Token) is not { } proof)
        {
            return SignInStep.Malformed;
        }

        if (ntlm.TryFinish(proof) is not { } identity)
        {
            return SignInStep.Refused;
        }

        if (identity.Guest != NtlmGuest.None)
        {
            // Without a password there is no key that a MIC could be made with.
            return new SignInStep(SpnegoWriter.MakeReply(SpnegoState.Completed, false, null, null), identity, false);
        }

        if (reply.MechanismListMic.Length == 0)
        {
            // Whoever did not prefer NTLM proves that nobody in between took the better mechanism off his list (RFC 4178 §5).
            if (requiresMic)
            {
                return SignInStep.Refused;
            }

            return new SignInStep(SpnegoWriter.MakeReply(SpnegoState.Completed, false, null, null), identity, false);
        }

        if (!NtlmSeal.VerifyFromClient(identity.SessionKey, identity.Flags, mechanismList, reply.MechanismListMic))
        {
            return SignInStep.Refused;
        }

        var mic = NtlmSeal.SignFromServer(identity.SessionKey, identity.Flags, mechanismList);
        return new SignInStep(SpnegoWriter.MakeReply(SpnegoState.Completed, false, null, mic), identity, false);
    }
}
