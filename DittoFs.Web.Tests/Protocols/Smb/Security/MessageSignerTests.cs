using CsCheck;
using DittoFs.Protocols.Smb.Framing;
using DittoFs.Protocols.Smb.Security;

namespace DittoFs.Web.Tests.Protocols.Smb.Security;

public sealed class MessageSignerTests
{
    [Theory]
    [InlineData((ushort)SigningAlgorithm.HmacSha256)]
    [InlineData((ushort)SigningAlgorithm.AesCmac)]
    [InlineData((ushort)SigningAlgorithm.AesGmac)]
    public void Verify_SignedMessage_HoldsUnlessAnyBitWasChanged(ushort algorithm)
    {
        using var signer = new MessageSigner((SigningAlgorithm)algorithm, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]);
        Gen.Select(Gen.Byte.Array[0, 300], Gen.ULong, Gen.Int[0, int.MaxValue]).Sample((body, messageId, choice) =>
        {
            byte[] message = [.. new byte[Smb2Header.BytesLength], .. body];
            new Smb2Header { MessageId = messageId, Command = 8, Flags = SmbFlags.Signed }.Write(message);
            signer.Sign(message);
            var changed = message.ToArray();
            Assert.True(signer.Verify(message));
            changed[choice % changed.Length] ^= (byte)(1 << (choice % 8));
            Assert.False(signer.Verify(changed));
        });
    }

    [Fact]
    public void Sign_OtherKey_IsNotAccepted()
    {
        using var signer = new MessageSigner(SigningAlgorithm.AesGmac, new byte[16]);
        using var other = new MessageSigner(SigningAlgorithm.AesGmac, [.. new byte[15], 1]);
        var message = new byte[Smb2Header.BytesLength];
        new Smb2Header { Flags = SmbFlags.Signed }.Write(message);
        signer.Sign(message);
        Assert.False(other.Verify(message));
    }
}
