using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace DittoFs.Protocols.Authentication.Ntlm;

/// <summary>Checks a client's NTLMv2 proof (MS-NLMP 3.3.2) and yields the session key.</summary>
internal static class NtlmProof
{
    private const int KeyBytes = 16;
    private const int ClientBlobHeaderBytes = 28;
    private const int PairHeaderBytes = 4;
    private const ushort ListEnd = 0;
    private const ushort FlagsId = 6;
    private const uint MicPresent = 2;

    /// <summary>The exported session key, or null when the proof is not that of the account's password.</summary>
    /// <param name="message">The client's proof.</param>
    /// <param name="ntHash">The account's NT hash.</param>
    /// <param name="challenge">The server's challenge.</param>
    public static byte[]? TryGetSessionKey(NtlmAuthenticateMessage message, ReadOnlySpan<byte> ntHash, ReadOnlySpan<byte> challenge)
    {
        // NTLMv1 answers with exactly 24 bytes; only the longer answers of NTLMv2 are taken.
        if (message.NtResponse.Length < KeyBytes + ClientBlobHeaderBytes)
        {
            return null;
        }

        var responseKey = HMACMD5.HashData(ntHash, Encoding.Unicode.GetBytes(message.User.ToUpperInvariant() + message.Domain));
        byte[] proven = [.. challenge, .. message.NtResponse.AsSpan(KeyBytes)];
        var proof = HMACMD5.HashData(responseKey, proven);
        if (!CryptographicOperations.FixedTimeEquals(proof, message.NtResponse.AsSpan(0, KeyBytes)))
        {
            return null;
        }

        var baseKey = HMACMD5.HashData(responseKey, proof);
        return !message.Flags.HasFlag(NtlmFlags.KeyExchange) ? baseKey
            : message.EncryptedKey.Length == KeyBytes ? Decrypt(baseKey, message.EncryptedKey)
            : null;
    }

    /// <summary>True if the message promises no MIC, or has one that covers all three messages.</summary>
    public static bool VerifyMic(NtlmAuthenticateMessage message, ReadOnlySpan<byte> negotiate, ReadOnlySpan<byte> challenge, ReadOnlySpan<byte> sessionKey)
    {
        if (!PromisesMic(message.NtResponse))
        {
            return true;
        }

        if (message.Bytes.Length < NtlmAuthenticateMessage.MicOffset + NtlmAuthenticateMessage.MicBytes)
        {
            return false;
        }

        var cleared = message.Bytes.ToArray();
        var mic = cleared.AsSpan(NtlmAuthenticateMessage.MicOffset, NtlmAuthenticateMessage.MicBytes);
        var received = mic.ToArray();
        mic.Clear();
        byte[] covered = [.. negotiate, .. challenge, .. cleared];
        return CryptographicOperations.FixedTimeEquals(HMACMD5.HashData(sessionKey, covered), received);
    }

    private static byte[] Decrypt(byte[] key, byte[] encrypted)
    {
        var decrypted = encrypted.ToArray();
        new Rc4(key).Apply(decrypted);
        return decrypted;
    }

    /// <summary>True if <paramref name="response"/> has the layout of NTLMv2 (MS-NLMP 2.2.2.8): a proof, the client's head, and a list of pairs with its end.</summary>
    public static bool IsWellFormed(ReadOnlySpan<byte> response)
    {
        if (response.Length < KeyBytes + ClientBlobHeaderBytes)
        {
            return false;
        }

        var pairs = response[(KeyBytes + ClientBlobHeaderBytes)..];
        while (TryTakePair(ref pairs, out var id, out _))
        {
            if (id == ListEnd)
            {
                return true;
            }
        }

        return false;
    }

    private static bool PromisesMic(ReadOnlySpan<byte> response)
    {
        var pairs = response[(KeyBytes + ClientBlobHeaderBytes)..];
        while (TryTakePair(ref pairs, out var id, out var value) && id != ListEnd)
        {
            if (id == FlagsId && value.Length == sizeof(uint))
            {
                return (BinaryPrimitives.ReadUInt32LittleEndian(value) & MicPresent) != 0;
            }
        }

        return false;
    }

    private static bool TryTakePair(ref ReadOnlySpan<byte> pairs, out ushort id, out ReadOnlySpan<byte> value)
    {
        id = ListEnd;
        value = default;
        if (pairs.Length < PairHeaderBytes)
        {
            return false;
        }

        id = BinaryPrimitives.ReadUInt16LittleEndian(pairs);
        var length = BinaryPrimitives.ReadUInt16LittleEndian(pairs[2..]);
        if (pairs.Length < PairHeaderBytes + length)
        {
            return false;
        }

        value = pairs.Slice(PairHeaderBytes, length);
        pairs = pairs[(PairHeaderBytes + length)..];
        return true;
    }
}
