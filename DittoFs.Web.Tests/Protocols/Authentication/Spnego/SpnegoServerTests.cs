using System.Net;
using System.Security.Cryptography;
using DittoFs.Protocols.Authentication.Ntlm;
using DittoFs.Protocols.Authentication.Spnego;
using DittoFs.Web.Tests.Protocols.Authentication.Ntlm;

namespace DittoFs.Web.Tests.Protocols.Authentication.Spnego;

/// <summary>Sign-ins of a client that prefers another mechanism than NTLM, and of one that does not.</summary>
public sealed class SpnegoServerTests
{
    private static readonly byte[] KerberosOid = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x12, 0x01, 0x02, 0x02];

    [Fact]
    public void Advance_NtlmPreferred_NeedsNoSignatureOverTheList()
    {
        var server = Make();
        var challenge = NtlmOf(server.Advance(Init([SpnegoWriter.NtlmOid.ToArray()], NtlmTestClient.NegotiateMessage())));
        var (proof, _) = NtlmTestClient.Prove(challenge);
        Assert.Equal("User", server.Advance(Reply(proof, null)).Identity?.Account.Name);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Advance_AnotherMechanismPreferred_NeedsTheSignature(bool signs)
    {
        var server = Make();
        var list = MechanismList([KerberosOid, SpnegoWriter.NtlmOid.ToArray()]);
        server.Advance(Init([KerberosOid, SpnegoWriter.NtlmOid.ToArray()], [1, 2, 3]));
        var challenge = NtlmOf(server.Advance(Reply(NtlmTestClient.NegotiateMessage(), null)));
        var (proof, key) = NtlmTestClient.Prove(challenge);
        var mic = signs ? SignFromClient(key, list) : null;
        var step = server.Advance(Reply(proof, mic));
        Assert.Equal(!signs, step.IsRefused);
        Assert.Equal(signs ? "User" : null, step.Identity?.Account.Name);
    }

    [Fact]
    public void Advance_AnotherMechanismPreferred_TakesNoBareProofInstead()
    {
        var server = Make();
        server.Advance(Init([KerberosOid, SpnegoWriter.NtlmOid.ToArray()], [1, 2, 3]));
        var (proof, _) = NtlmTestClient.Prove(NtlmOf(server.Advance(Reply(NtlmTestClient.NegotiateMessage(), null))));
        Assert.True(server.Advance(proof).IsRefused);
    }

    [Fact]
    public void Advance_AResponseWhoseListHasNoEnd_IsMalformed()
    {
        var server = Make();
        var challenge = NtlmOf(server.Advance(Init([SpnegoWriter.NtlmOid.ToArray()], NtlmTestClient.NegotiateMessage())));
        var step = server.Advance(Reply(NtlmTestClient.Prove(challenge, pairs: [7, 0, 8, 0, 1]).Message, null));
        Assert.True(step is { IsRefused: true, IsMalformed: true });
    }

    [Fact]
    public void Advance_AWrongPassword_IsRefusedAndNotMalformed()
    {
        var server = Make();
        server.Advance(Init([SpnegoWriter.NtlmOid.ToArray()], NtlmTestClient.NegotiateMessage()));
        var step = server.Advance(Reply(NtlmTestClient.Prove(new byte[32]).Message, null));
        Assert.True(step is { IsRefused: true, IsMalformed: false });
    }

    private static SpnegoServer Make() => new(new NtlmServer(new OneNtlmAccount(), _ => null, IPAddress.Loopback, "SERVER", TimeProvider.System));

    private static byte[] NtlmOf(SignInStep step) => SpnegoToken.TryDecode(step.Reply)!.Token;

    private static byte[] SignFromClient(byte[] key, byte[] message)
    {
        byte[] input = [.. key, .. "session key to client-to-server signing key magic constant\0"u8];
        byte[] numbered = [0, 0, 0, 0, .. message];
        return [1, 0, 0, 0, .. HMACMD5.HashData(MD5.HashData(input), numbered).AsSpan(0, 8), 0, 0, 0, 0];
    }

    private static byte[] MechanismList(IEnumerable<byte[]> mechanisms) => Wrap(0x30, [.. mechanisms.SelectMany(mechanism => Wrap(0x06, mechanism))]);

    private static byte[] Init(IEnumerable<byte[]> mechanisms, byte[] token)
    {
        byte[] fields = [.. Wrap(0xA0, MechanismList(mechanisms)), .. Wrap(0xA2, Wrap(0x04, token))];
        return Wrap(0x60, [.. Wrap(0x06, SpnegoWriter.SpnegoOid.ToArray()), .. Wrap(0xA0, Wrap(0x30, fields))]);
    }

    private static byte[] Reply(byte[] token, byte[]? mic) =>
        Wrap(0xA1, Wrap(0x30, [.. Wrap(0xA2, Wrap(0x04, token)), .. mic is null ? [] : Wrap(0xA3, Wrap(0x04, mic))]));

    private static byte[] Wrap(byte tag, byte[] content) => content.Length < 0x80
        ? [tag, (byte)content.Length, .. content]
        : [tag, 0x82, (byte)(content.Length >> 8), (byte)content.Length, .. content];
}
