using System.Security.Cryptography;

namespace DittoFs.Protocols.Authentication.Ntlm;

/// <summary>Signs the list of mechanisms with the session key, as SPNEGO asks for (MS-NLMP 3.4.4.2, RFC 4178 §5).</summary>
internal static class NtlmSeal
{
    private const int SignatureBytes = 16;
    private const int ChecksumBytes = 8;

    /// <summary>True if <paramref name="signature"/> is the client's first signature, over <paramref name="message"/>.</summary>
    public static bool VerifyFromClient(ReadOnlySpan<byte> sessionKey, NtlmFlags flags, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        CryptographicOperations.FixedTimeEquals(Sign(sessionKey, flags, message, "client-to-server"u8), signature);

    /// <summary>The server's first signature, over <paramref name="message"/>.</summary>
    public static byte[] SignFromServer(ReadOnlySpan<byte> sessionKey, NtlmFlags flags, ReadOnlySpan<byte> message) =>
        Sign(sessionKey, flags, message, "server-to-client"u8);

    private static byte[] Sign(ReadOnlySpan<byte> sessionKey, NtlmFlags flags, ReadOnlySpan<byte> message, ReadOnlySpan<byte> direction)
    {
        byte[] signInput = [.. sessionKey, .. "session key to "u8, .. direction, .. " signing key magic constant\0"u8];
        byte[] sealInput = [.. sessionKey, .. "session key to "u8, .. direction, .. " sealing key magic constant\0"u8];
        byte[] numbered = [0, 0, 0, 0, .. message];
        var checksum = HMACMD5.HashData(MD5.HashData(signInput), numbered).AsSpan(0, ChecksumBytes);
        if (flags.HasFlag(NtlmFlags.KeyExchange))
        {
            new Rc4(MD5.HashData(sealInput)).Apply(checksum);
        }

        var signature = new byte[SignatureBytes];
        signature[0] = 1;
        checksum.CopyTo(signature.AsSpan(4));
        return signature;
    }
}
