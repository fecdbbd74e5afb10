using System.Security.Cryptography;
using CsCheck;
using DittoFs.Protocols.Smb;
using DittoFs.Protocols.Smb.Framing;
using DittoFs.Protocols.Smb.Security;

namespace DittoFs.Web.Tests.Protocols.Smb.Security;

/// <summary>Decrypts the WRITE of Microsoft's published example ("Encryption in SMB 3.0: a protocol perspective"), and what it encrypted itself.</summary>
public sealed class MessageCipherTests
{
    private const string Transformed =
        "FD534D4281A286535415445DAE393921E44FA42E66E69A111892584FB5ED524A744DA3EE87000000000001001100001400E4080025C8FEE16605A437832D1CD5"
        + "2DA9F4645333482A175FE5384563F45FCDAFAEF38BC62BA4D5C62897996625A44C29BE5658DE2E6117585779E7B59FFD971278D08580D7FA899E410E910EABF5"
        + "AA1DB43050B33B49182637759AC15D84BFCDF5B6B238993C0F4CF4D6012023F6C627297075D84B7803912D0A9639634453595EF3E33FFE4E7AC2AB";

    private const string Plain =
        "FE534D4240000100000000000900400008000000000000000400000000000000FFFE0000010000001100001400E4080000000000000000000000000000000000"
        + "310070001700000000000000000000001501000039000002010000003902000000000000000000007000000000000000536D623320656E6372797074696F6E20"
        + "74657374696E67";

    [Fact]
    public void TryDecrypt_PublishedWrite_YieldsItsText()
    {
        using var keys = SessionKeys.Make(
            SmbDialect.Smb300, SigningAlgorithm.AesCmac, SmbCipher.Aes128Ccm, Convert.FromHexString("B4546771B515F766A86735532DD6C4F0"), PreauthHash.Empty);
        var frame = Convert.FromHexString(Transformed);
        Assert.True(TransformHeader.TryRead(frame, out var session));
        Assert.Equal(0x8E40014000011UL, session);
        Assert.True(keys.Cipher!.TryDecrypt(frame));
        Assert.Equal(Plain, Convert.ToHexString(frame.AsSpan(TransformHeader.BytesLength)));
    }

    [Theory]
    [InlineData((ushort)SmbCipher.Aes128Ccm)]
    [InlineData((ushort)SmbCipher.Aes128Gcm)]
    [InlineData((ushort)SmbCipher.Aes256Ccm)]
    [InlineData((ushort)SmbCipher.Aes256Gcm)]
    public void TryDecrypt_WhatTheOtherSideEncrypted_YieldsItUnlessAnyBitWasChanged(ushort cipher)
    {
        var (one, two) = (RandomNumberGenerator.GetBytes(MessageCipher.KeyBytes((SmbCipher)cipher)), RandomNumberGenerator.GetBytes(MessageCipher.KeyBytes((SmbCipher)cipher)));
        using var server = new MessageCipher((SmbCipher)cipher, one, two);
        using var client = new MessageCipher((SmbCipher)cipher, two, one);
        Gen.Select(Gen.Byte.Array[1, 300], Gen.Int[0, int.MaxValue]).Sample((text, choice) =>
        {
            byte[] frame = [.. new byte[TransformHeader.BytesLength], .. text];
            server.Encrypt(frame, 7);
            var changed = frame.ToArray();
            Assert.True(client.TryDecrypt(frame));
            Assert.Equal(text, frame[TransformHeader.BytesLength..]);

            // The nonce field is longer than the nonce, but all of it is authenticated.
            var position = TransformHeader.SignatureOffset + (choice % (changed.Length - TransformHeader.SignatureOffset));
            changed[position] ^= (byte)(1 << (choice % 8));
            Assert.False(client.TryDecrypt(changed));
        });
    }

    [Fact]
    public void Encrypt_SameTextTwice_NeverUsesANonceTwice()
    {
        using var cipher = new MessageCipher(SmbCipher.Aes128Gcm, new byte[16], new byte[16]);
        var nonces = new HashSet<string>();
        for (var round = 0; round < 1_000; round++)
        {
            var frame = new byte[TransformHeader.BytesLength + 1];
            cipher.Encrypt(frame, 1);
            Assert.True(nonces.Add(Convert.ToHexString(frame.AsSpan(TransformHeader.NonceOffset, 16))));
        }
    }
}
