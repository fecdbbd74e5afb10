using System.Security.Cryptography;

namespace DittoFs.Web.ControlPlane.Secrets;

/// <summary>Encrypts what the database must not show, with the master key (AES-256-GCM).</summary>
/// <remarks><code>nonce(12) tag(16) ciphertext</code></remarks>
internal sealed class SecretBox(MasterKeys keys)
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    /// <summary>Encrypts <paramref name="secret"/>; it can only be read back for the same <paramref name="purpose"/>.</summary>
    public byte[] Seal(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> purpose)
    {
        var box = new byte[NonceBytes + TagBytes + secret.Length];
        var nonce = box.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(keys.Present.Sealing, TagBytes);
        aes.Encrypt(nonce, secret, box.AsSpan(NonceBytes + TagBytes), box.AsSpan(NonceBytes, TagBytes), purpose);
        return box;
    }

    /// <summary>The secret in <paramref name="box"/>, or null when it was made for another purpose, with another key, or is damaged.</summary>
    public byte[]? Open(ReadOnlySpan<byte> box, ReadOnlySpan<byte> purpose)
    {
        var present = keys.Present;
        if (Open(present.Sealing, box, purpose) is { } secret)
        {
            return secret;
        }

        foreach (var older in present.Older)
        {
            if (Open(older, box, purpose) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>The secret in a box that was sealed with <paramref name="key"/>; null as for <see cref="Open(ReadOnlySpan{byte}, ReadOnlySpan{byte})"/>.</summary>
    public static byte[]? Open(byte[] key, ReadOnlySpan<byte> box, ReadOnlySpan<byte> purpose)
    {
        if (box.Length < NonceBytes + TagBytes)
        {
            return null;
        }

        var secret = new byte[box.Length - NonceBytes - TagBytes];
        using var aes = new AesGcm(key, TagBytes);
        try
        {
            aes.Decrypt(box[..NonceBytes], box[(NonceBytes + TagBytes)..], box.Slice(NonceBytes, TagBytes), secret, purpose);
            return secret;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }
}
