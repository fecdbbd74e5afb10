using System.Security.Cryptography;
using DittoFs.Storage;

namespace DittoFs.Web.ControlPlane.Secrets;

/// <summary>Encrypts what the database must not show, with the master key of the data directory (AES-256-GCM).</summary>
/// <remarks><code>nonce(12) tag(16) ciphertext</code></remarks>
internal sealed class SecretBox(StorageOptions storage)
{
    private const int KeyBytes = 32;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    private readonly Lazy<byte[]> key = new(() => SecretFile.ReadOrCreate(Path.Combine(storage.DataDirectory, "master-key"), KeyBytes));

    /// <summary>Encrypts <paramref name="secret"/>; it can only be read back for the same <paramref name="purpose"/>.</summary>
    public byte[] Seal(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> purpose)
    {
        var box = new byte[NonceBytes + TagBytes + secret.Length];
        var nonce = box.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key.Value, TagBytes);
        aes.Encrypt(nonce, secret, box.AsSpan(NonceBytes + TagBytes), box.AsSpan(NonceBytes, TagBytes), purpose);
        return box;
    }

    /// <summary>The secret in <paramref name="box"/>, or null when it was made for another purpose, with another key, or is damaged.</summary>
    public byte[]? Open(ReadOnlySpan<byte> box, ReadOnlySpan<byte> purpose)
    {
        if (box.Length < NonceBytes + TagBytes)
        {
            return null;
        }

        var secret = new byte[box.Length - NonceBytes - TagBytes];
        using var aes = new AesGcm(key.Value, TagBytes);
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
