using System.Security.Cryptography;

namespace DittoFs.Protocols.Smb.Security;

/// <summary>The running SHA-512 over what was said before keys existed (MS-SMB2 3.3.5.4). Immutable.</summary>
internal sealed class PreauthHash
{
    private readonly byte[] value;

    private PreauthHash(byte[] value) => this.value = value;

    /// <summary>Nothing was said.</summary>
    public static PreauthHash Empty { get; } = new(new byte[SHA512.HashSizeInBytes]);

    /// <summary>The hash.</summary>
    public ReadOnlySpan<byte> Value => value;

    /// <summary>The hash with <paramref name="message"/> said too.</summary>
    public PreauthHash With(ReadOnlySpan<byte> message)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA512);
        hash.AppendData(value);
        hash.AppendData(message);
        return new PreauthHash(hash.GetHashAndReset());
    }
}
