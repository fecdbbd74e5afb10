using System.Buffers.Binary;
using System.Security.Cryptography;
using DittoFs.Protocols.Smb.Framing;

namespace DittoFs.Protocols.Smb.Security;

/// <summary>Signs messages and checks signatures with one key (MS-SMB2 3.1.4.1). Safe for several threads.</summary>
internal sealed class MessageSigner : IDisposable
{
    private const ushort CancelCommand = 12;
    private const int NonceBytes = 12;

    private readonly byte[] key;
    private readonly SigningAlgorithm algorithm;
    private readonly Lock gate = new();
    private readonly AesCmac? cmac;
    private readonly AesGcm? gmac;

    /// <summary>A signer with <paramref name="key"/> (16 bytes).</summary>
    public MessageSigner(SigningAlgorithm algorithm, byte[] key)
    {
        (this.algorithm, this.key) = (algorithm, key);
        cmac = algorithm == SigningAlgorithm.AesCmac ? new AesCmac(key) : null;
        gmac = algorithm == SigningAlgorithm.AesGmac ? new AesGcm(key, Smb2Header.SignatureBytes) : null;
    }

    /// <summary>Puts the signature into <paramref name="message"/>, a whole message whose signed flag is set.</summary>
    public void Sign(Span<byte> message)
    {
        Span<byte> signature = stackalloc byte[Smb2Header.SignatureBytes];
        Compute(message, signature);
        signature.CopyTo(message[Smb2Header.SignatureOffset..]);
    }

    /// <summary>True if the signature of <paramref name="message"/> is right. Its signature field is cleared.</summary>
    public bool Verify(Span<byte> message)
    {
        Span<byte> computed = stackalloc byte[Smb2Header.SignatureBytes];
        Span<byte> received = stackalloc byte[Smb2Header.SignatureBytes];
        message.Slice(Smb2Header.SignatureOffset, Smb2Header.SignatureBytes).CopyTo(received);
        Compute(message, computed);
        return CryptographicOperations.FixedTimeEquals(computed, received);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        cmac?.Dispose();
        gmac?.Dispose();
    }

    private void Compute(Span<byte> message, Span<byte> signature)
    {
        message.Slice(Smb2Header.SignatureOffset, Smb2Header.SignatureBytes).Clear();
        switch (algorithm)
        {
            case SigningAlgorithm.HmacSha256:
                Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
                HMACSHA256.HashData(key, message, hash);
                hash[..Smb2Header.SignatureBytes].CopyTo(signature);
                break;
            case SigningAlgorithm.AesCmac:
                lock (gate)
                {
                    cmac!.Compute(message, signature);
                }

                break;
            case SigningAlgorithm.AesGmac:
                ComputeGmac(message, signature);
                break;
        }
    }

    // The nonce is the message id, then a bit for the server's direction and one for CANCEL.
    private void ComputeGmac(ReadOnlySpan<byte> message, Span<byte> signature)
    {
        Smb2Header.TryRead(message, out var header);
        Span<byte> nonce = stackalloc byte[NonceBytes];
        nonce.Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(nonce, header.MessageId);
        nonce[8] = (byte)((header.Flags.HasFlag(SmbFlags.Response) ? 1 : 0) | (header.Command == CancelCommand ? 2 : 0));
        lock (gate)
        {
            gmac!.Encrypt(nonce, [], [], signature, message);
        }
    }
}
