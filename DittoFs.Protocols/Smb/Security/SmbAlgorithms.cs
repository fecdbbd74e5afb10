namespace DittoFs.Protocols.Smb.Security;

/// <summary>Signing algorithms by their number on the wire (MS-SMB2 2.2.3.1.7).</summary>
internal enum SigningAlgorithm : ushort
{
    HmacSha256 = 0,
    AesCmac = 1,
    AesGmac = 2,
}

/// <summary>Ciphers by their number on the wire (MS-SMB2 2.2.3.1.2).</summary>
internal enum SmbCipher : ushort
{
    None = 0,
    Aes128Ccm = 1,
    Aes128Gcm = 2,
    Aes256Ccm = 3,
    Aes256Gcm = 4,
}
