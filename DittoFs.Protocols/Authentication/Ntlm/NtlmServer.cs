using System.Net;
using System.Security.Cryptography;

namespace DittoFs.Protocols.Authentication.Ntlm;

/// <summary>Who a sign-in turned out to be.</summary>
/// <param name="Account">The account.</param>
/// <param name="SessionKey">The key that both sides now have, 16 bytes.</param>
/// <param name="Flags">What was agreed to.</param>
internal sealed record NtlmIdentity(NtlmAccount Account, byte[] SessionKey, NtlmFlags Flags);

/// <summary>One sign-in by NTLM, from the client's first message to its proof.</summary>
internal sealed class NtlmServer(INtlmAccounts accounts, IPAddress client, string serverName, TimeProvider clock)
{
    private const NtlmFlags Required = NtlmFlags.Unicode | NtlmFlags.Ntlm | NtlmFlags.ExtendedSessionSecurity;
    private const NtlmFlags Accepted = Required | NtlmFlags.Sign | NtlmFlags.Seal | NtlmFlags.AlwaysSign | NtlmFlags.KeyExchange | NtlmFlags.Key128 | NtlmFlags.Key56;
    private const NtlmFlags Added = NtlmFlags.RequestTarget | NtlmFlags.TargetTypeServer | NtlmFlags.TargetInfo | NtlmFlags.Version;
    private const long TicksOf1601 = 504_911_232_000_000_000;

    private readonly byte[] challenge = RandomNumberGenerator.GetBytes(NtlmMessages.ChallengeBytes);
    private byte[] negotiateMessage = [];
    private byte[]? challengeMessage;

    /// <summary>Answers the client's first message with a challenge; null if it is none.</summary>
    public byte[]? TryBegin(ReadOnlySpan<byte> message)
    {
        if (NtlmMessages.TypeOf(message) != NtlmMessages.Negotiate)
        {
            return null;
        }

        negotiateMessage = message.ToArray();
        var flags = (NtlmMessages.FlagsOfNegotiate(message) & Accepted) | Required | Added;
        challengeMessage = NtlmMessages.MakeChallenge(flags, challenge, serverName, (ulong)(clock.GetUtcNow().UtcTicks - TicksOf1601));
        return challengeMessage;
    }

    /// <summary>Who the proof belongs to; null if it proves nothing. Anonymous and guest sign-ins prove nothing.</summary>
    public NtlmIdentity? TryFinish(NtlmAuthenticateMessage proof)
    {
        if (challengeMessage is null || proof.User.Length == 0 || !accounts.MayTry(proof.User, client))
        {
            return null;
        }

        var identity = Check(proof, challengeMessage);
        accounts.Note(proof.User, client, identity is not null);
        return identity;
    }

    private NtlmIdentity? Check(NtlmAuthenticateMessage proof, byte[] challengeSent)
    {
        if (accounts.Find(proof.User) is not { } account || NtlmProof.TryGetSessionKey(proof, account.NtHash.Span, challenge) is not { } key)
        {
            return null;
        }

        return NtlmProof.VerifyMic(proof, negotiateMessage, challengeSent, key) ? new NtlmIdentity(account, key, proof.Flags) : null;
    }
}
