using System.Net;
using System.Security.Cryptography;
using System.Text;
using DittoFs.Protocols.Authentication;
using DittoFs.Protocols.Authentication.Ntlm;
using DittoFs.Protocols.Authentication.Spnego;
using DittoFs.Protocols.Wire;

namespace DittoFs.Web.Tests.Protocols.Authentication.Spnego;

/// <summary>Sign-ins of a client that prefers another mechanism than NTLM, and of one that does not.</summary>
public sealed class SpnegoServerTests
{
    private static readonly byte[] NtHash = Convert.FromHexString("A4F49C406510BDCAB6824EE7C30FD852");
    private static readonly byte[] KerberosOid = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x12, 0x01, 0x02, 0x02];

    [Fact]
    public void Advance_NtlmPreferred_NeedsNoSignatureOverTheList()
    {
        var server = Make();
        var challenge = NtlmOf(server.Advance(Init([SpnegoWriter.NtlmOid.ToArray()], NegotiateMessage())));
        var (proof, _) = Prove(challenge);
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
        var challenge = NtlmOf(server.Advance(Reply(NegotiateMessage(), null)));
        var (proof, key) = Prove(challenge);
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
        var (proof, _) = Prove(NtlmOf(server.Advance(Reply(NegotiateMessage(), null))));
        Assert.True(server.Advance(proof).IsRefused);
    }

    private static SpnegoServer Make() => new(new NtlmServer(new OneAccount(), IPAddress.Loopback, "SERVER", TimeProvider.System));

    private static byte[] NtlmOf(SignInStep step) => SpnegoToken.TryDecode(step.Reply)!.Token;

    private static byte[] NegotiateMessage() => [.. "NTLMSSP\0"u8, 1, 0, 0, 0, 0x01, 0x02, 0x08, 0, .. new byte[16]];

    /// <summary>The client's proof for a challenge, and the session key.</summary>
    private static (byte[] Message, byte[] Key) Prove(byte[] challengeMessage)
    {
        const int HeadBytes = 64;
        var responseKey = HMACMD5.HashData(NtHash, Encoding.Unicode.GetBytes("USERDomain"));
        byte[] blob = [1, 1, .. new byte[26], 0, 0, 0, 0];
        var proof = HMACMD5.HashData(responseKey, (byte[])[.. challengeMessage.AsSpan(24, 8), .. blob]);
        byte[] response = [.. proof, .. blob];
        var (domain, user) = (Encoding.Unicode.GetBytes("Domain"), Encoding.Unicode.GetBytes("User"));
        using var writer = new LittleEndianWriter();
        writer.WriteBytes("NTLMSSP\0"u8);
        writer.WriteUInt32(3);
        WriteField(writer, 0, HeadBytes);
        WriteField(writer, response.Length, HeadBytes);
        WriteField(writer, domain.Length, HeadBytes + response.Length);
        WriteField(writer, user.Length, HeadBytes + response.Length + domain.Length);
        WriteField(writer, 0, HeadBytes);
        WriteField(writer, 0, HeadBytes);
        writer.WriteUInt32((uint)(NtlmFlags.Unicode | NtlmFlags.Ntlm | NtlmFlags.ExtendedSessionSecurity));
        writer.WriteBytes(response);
        writer.WriteBytes(domain);
        writer.WriteBytes(user);
        return (writer.Written.ToArray(), HMACMD5.HashData(responseKey, proof));
    }

    private static void WriteField(LittleEndianWriter writer, int length, int offset)
    {
        writer.WriteUInt16((ushort)length);
        writer.WriteUInt16((ushort)length);
        writer.WriteUInt32((uint)offset);
    }

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

    private sealed class OneAccount : INtlmAccounts
    {
        public event Action? Changed
        {
            add { }
            remove { }
        }

        public NtlmAccount? Find(string userName) => userName == "User" ? new NtlmAccount("User", 1000, 1000, [], NtHash, "1") : null;

        public bool MayTry(string userName, IPAddress client) => true;

        public void Note(string userName, IPAddress client, bool succeeded)
        {
        }
    }
}
