using System.Net;
using System.Security.Cryptography;

namespace DittoFs.Protocols.Authentication.Ntlm;

/// <summary>Who a sign-in turned out to be.</summary>
/// <param name="Account">The account.</param>
/// <param name="SessionKey">The key that both sides now have, 16 bytes.</param>
/// <param name="Flags">What was agreed to.</param>
internal sealed record NtlmIdentity(NtlmAccount Account, byte[] SessionKey, NtlmFlags Flags)
{
    /// <summary>How it came in without a proof; then there is no key.</summary>
    public NtlmGuest Guest { get; init; }
}

/// <summary>Who was let in without a proof.</summary>
internal enum NtlmGuest
{
    /// <summary>Nobody: the sign-in was proven.</summary>
    None,

    /// <summary>A client that gave a name which no account has.</summary>
    Named,

    /// <summary>A client that gave no name.</summary>
    Anonymous,
}

/// <summary>One sign-in by NTLM, from the client's first message to its proof.</summary>
/// <param name="accounts">Who may sign in.</param>
/// <param name="findGuest">As whom a client acts that gives this name, or the empty one, and proves nothing; null where it is refused.</param>
/// <param name="client">Where the client is.</param>
/// <param name="serverName">What the server calls itself.</param>
/// <param name="clock">The time.</param>
internal sealed class NtlmServer(INtlmAccounts accounts, Func<string, NtlmAccount?> findGuest, IPAddress client, string serverName, TimeProvider clock)
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

    /// <summary>Who the proof belongs to, or the guest; null if it proves nothing and guests are refused.</summary>
    public NtlmIdentity? TryFinish(NtlmAuthenticateMessage proof)
    {
        if (challengeMessage is null)
        {
            return null;
        }

        if (findGuest(proof.User) is { } guest)
        {
            accounts.NoteGuest(guest, proof.User, client);
            return new NtlmIdentity(guest, [], proof.Flags) { Guest = proof.User.Length == 0 ? NtlmGuest.Anonymous : NtlmGuest.Named };
        }

        if (proof.User.Length == 0 || !accounts.MayTry(proof.User, client))
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
