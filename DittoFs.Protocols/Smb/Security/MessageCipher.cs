using System.Buffers.Binary;
using System.Security.Cryptography;
using DittoFs.Protocols.Smb.Framing;

namespace DittoFs.Protocols.Smb.Security;

/// <summary>Encrypts what a session sends and decrypts what it receives (MS-SMB2 3.1.4.3). Safe for several threads.</summary>
internal sealed class MessageCipher : IDisposable
{
    private const int GcmNonceBytes = 12;
    private const int CcmNonceBytes = 11;

    private readonly bool isGcm;
    private readonly AesGcm? sendGcm;
    private readonly AesGcm? receiveGcm;
    private readonly AesCcm? sendCcm;
    private readonly AesCcm? receiveCcm;
    private readonly Lock sendGate = new();
    private readonly Lock receiveGate = new();
    private ulong sent;

    /// <summary>A cipher with one key for each direction.</summary>
    public MessageCipher(SmbCipher cipher, byte[] sendKey, byte[] receiveKey)
    {
        isGcm = cipher is SmbCipher.Aes128Gcm or SmbCipher.Aes256Gcm;
        if (isGcm)
        {
            (sendGcm, receiveGcm) = (new AesGcm(sendKey, Smb2Header.SignatureBytes), new AesGcm(receiveKey, Smb2Header.SignatureBytes));
        }
        else
        {
            (sendCcm, receiveCcm) = (new AesCcm(sendKey), new AesCcm(receiveKey));
        }
    }

    /// <summary>The bytes of a key of <paramref name="cipher"/>.</summary>
    public static int KeyBytes(SmbCipher cipher) => cipher is SmbCipher.Aes256Ccm or SmbCipher.Aes256Gcm ? 32 : 16;

    /// <summary>Encrypts in place: <paramref name="frame"/> begins with room for the transform header, which is written here.</summary>
    public void Encrypt(Span<byte> frame, ulong sessionId)
    {
        lock (sendGate)
        {
            // A count of what was sent never repeats under one key.
            Span<byte> nonce = stackalloc byte[isGcm ? GcmNonceBytes : CcmNonceBytes];
            nonce.Clear();
            BinaryPrimitives.WriteUInt64LittleEndian(nonce, ++sent);
            var text = frame[TransformHeader.BytesLength..];
            TransformHeader.Write(frame, nonce, text.Length, sessionId);
            var authenticated = frame[TransformHeader.NonceOffset..TransformHeader.BytesLength];
            var tag = frame.Slice(TransformHeader.SignatureOffset, Smb2Header.SignatureBytes);
            if (isGcm)
            {
                sendGcm!.Encrypt(nonce, text, text, tag, authenticated);
            }
            else
            {
                sendCcm!.Encrypt(nonce, text, text, tag, authenticated);
            }
        }
    }

    /// <summary>Decrypts in place what follows the transform header; false if it was not encrypted with the session's key.</summary>
    public bool TryDecrypt(Span<byte> frame)
    {
        var text = frame[TransformHeader.BytesLength..];
        var nonce = frame.Slice(TransformHeader.NonceOffset, isGcm ? GcmNonceBytes : CcmNonceBytes);
        var authenticated = frame[TransformHeader.NonceOffset..TransformHeader.BytesLength];
        var tag = frame.Slice(TransformHeader.SignatureOffset, Smb2Header.SignatureBytes);
        try
        {
            lock (receiveGate)
            {
                if (isGcm)
                {
                    receiveGcm!.Decrypt(nonce, text, tag, text, authenticated);
                }
                else
                {
                    receiveCcm!.Decrypt(nonce, text, tag, text, authenticated);
                }
            }

            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        sendGcm?.Dispose();
        receiveGcm?.Dispose();
        sendCcm?.Dispose();
        receiveCcm?.Dispose();
    }
}
