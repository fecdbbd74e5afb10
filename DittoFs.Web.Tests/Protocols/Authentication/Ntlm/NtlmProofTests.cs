using System.Security.Cryptography;
using DittoFs.Protocols.Authentication.Ntlm;

namespace DittoFs.Web.Tests.Protocols.Authentication.Ntlm;

/// <summary>The NTLMv2 example of MS-NLMP 4.2.4: user "User" of "Domain" with the password "Password".</summary>
public sealed class NtlmProofTests
{
    private const string EncryptedKey = "C5DAD2544FC9799094CE1CE90BC9D03E";
    private const string Proof = "68CD0AB851E51C96AABC927BEBEF6A1C";
    private const string Blob = "01010000000000000000000000000000AAAAAAAAAAAAAAAA00000000"
        + "02000C0044006F006D00610069006E0001000C0053006500720076006500720000000000" + "00000000";

    private static readonly byte[] NtHash = Convert.FromHexString("A4F49C406510BDCAB6824EE7C30FD852");
    private static readonly byte[] Challenge = Convert.FromHexString("0123456789ABCDEF");

    [Fact]
    public void TryGetSessionKey_PublishedProof_YieldsTheBaseKey() =>
        Assert.Equal("8DE40CCADBC14A82F15CB0AD0DE95CA3", Convert.ToHexString(NtlmProof.TryGetSessionKey(Message(NtlmFlags.Unicode), NtHash, Challenge)!));

    [Fact]
    public void TryGetSessionKey_WithKeyExchange_DecryptsTheClientsKey() =>
        Assert.Equal(
            Enumerable.Repeat((byte)0x55, 16),
            NtlmProof.TryGetSessionKey(Message(NtlmFlags.Unicode | NtlmFlags.KeyExchange), NtHash, Challenge)!);

    [Fact]
    public void TryGetSessionKey_OtherPasswordChallengeOrProof_ProvesNothing()
    {
        var message = Message(NtlmFlags.Unicode);
        Assert.Null(NtlmProof.TryGetSessionKey(message, new byte[16], Challenge));
        Assert.Null(NtlmProof.TryGetSessionKey(message, NtHash, new byte[8]));
        message.NtResponse[^1] ^= 1;
        Assert.Null(NtlmProof.TryGetSessionKey(message, NtHash, Challenge));
    }

    [Fact]
    public void TryGetSessionKey_AnswerOfNtlmV1_ProvesNothing() =>
        Assert.Null(NtlmProof.TryGetSessionKey(Message(NtlmFlags.Unicode) with { NtResponse = new byte[24] }, NtHash, Challenge));

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public void VerifyMic_PromisedMic_MustCoverAllThreeMessages(bool changed, bool expected)
    {
        byte[] negotiate = [1, 2, 3], challenge = [4, 5, 6], key = new byte[16], bytes = new byte[88];
        byte[] covered = [.. negotiate, .. challenge, .. bytes];
        HMACMD5.HashData(key, covered).CopyTo(bytes, NtlmAuthenticateMessage.MicOffset);
        bytes[0] ^= changed ? (byte)1 : (byte)0;
        var message = Message(NtlmFlags.Unicode) with { NtResponse = WithMicFlag(), Bytes = bytes };
        Assert.Equal(expected, NtlmProof.VerifyMic(message, negotiate, challenge, key));
    }

    [Fact]
    public void VerifyMic_PromisedMicThatIsNotThere_IsRefused() =>
        Assert.False(NtlmProof.VerifyMic(Message(NtlmFlags.Unicode) with { NtResponse = WithMicFlag(), Bytes = new byte[80] }, [], [], new byte[16]));

    private static byte[] WithMicFlag() => [.. new byte[16 + 28], 6, 0, 4, 0, 2, 0, 0, 0, 0, 0, 0, 0];

    private static NtlmAuthenticateMessage Message(NtlmFlags flags) =>
        new("Domain", "User", Convert.FromHexString(Proof + Blob), Convert.FromHexString(EncryptedKey), flags, []);
}
