using System.Buffers.Binary;
using System.Security.Cryptography;

namespace DittoFs.Protocols.Smb.Security;

/// <summary>Derives keys of the 3.x dialects: SP 800-108 in counter mode with HMAC-SHA256 (MS-SMB2 3.1.4.2).</summary>
internal static class KeyDerivation
{
    /// <summary>A key of <paramref name="bytesLength"/> (at most 32) bytes. Label and context include their terminating zeros.</summary>
    public static byte[] Derive(ReadOnlySpan<byte> key, ReadOnlySpan<byte> label, ReadOnlySpan<byte> context, int bytesLength)
    {
        var input = new byte[4 + label.Length + 1 + context.Length + 4];
        input[3] = 1;
        label.CopyTo(input.AsSpan(4));
        context.CopyTo(input.AsSpan(4 + label.Length + 1));
        BinaryPrimitives.WriteUInt32BigEndian(input.AsSpan(input.Length - 4), (uint)bytesLength * 8);
        return HMACSHA256.HashData(key, input)[..bytesLength];
    }
}
