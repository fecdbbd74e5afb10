namespace DittoFs.Protocols.Smb.Security;

/// <summary>The signer and the cipher that come of a session's key (MS-SMB2 3.3.5.5.3).</summary>
internal sealed class SessionKeys : IDisposable
{
    private const int KeyBytes = 16;

    private SessionKeys(MessageSigner signer, MessageCipher? cipher) => (Signer, Cipher) = (signer, cipher);

    /// <summary>Signs and checks.</summary>
    public MessageSigner Signer { get; }

    /// <summary>Encrypts and decrypts; null when no cipher was negotiated.</summary>
    public MessageCipher? Cipher { get; }

    /// <summary>The keys of a session whose authentication yielded <paramref name="sessionKey"/>.</summary>
    public static SessionKeys Make(SmbDialect dialect, SigningAlgorithm signing, SmbCipher cipher, byte[] sessionKey, PreauthHash preauth)
    {
        var key = sessionKey.AsSpan(0, KeyBytes);
        return dialect switch
        {
            < SmbDialect.Smb300 => new SessionKeys(new MessageSigner(SigningAlgorithm.HmacSha256, key.ToArray()), null),
            < SmbDialect.Smb311 => new SessionKeys(
                new MessageSigner(SigningAlgorithm.AesCmac, KeyDerivation.Derive(key, "SMB2AESCMAC\0"u8, "SmbSign\0"u8, KeyBytes)),
                cipher == SmbCipher.None ? null : new MessageCipher(
                    cipher,
                    KeyDerivation.Derive(key, "SMB2AESCCM\0"u8, "ServerOut\0"u8, KeyBytes),
                    KeyDerivation.Derive(key, "SMB2AESCCM\0"u8, "ServerIn \0"u8, KeyBytes))),
            _ => new SessionKeys(
                new MessageSigner(signing, KeyDerivation.Derive(key, "SMBSigningKey\0"u8, preauth.Value, KeyBytes)),
                cipher == SmbCipher.None ? null : new MessageCipher(
                    cipher,
                    KeyDerivation.Derive(sessionKey, "SMBS2CCipherKey\0"u8, preauth.Value, MessageCipher.KeyBytes(cipher)),
                    KeyDerivation.Derive(sessionKey, "SMBC2SCipherKey\0"u8, preauth.Value, MessageCipher.KeyBytes(cipher)))),
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Signer.Dispose();
        Cipher?.Dispose();
    }
}
