using System.Buffers.Binary;
using System.Security.Cryptography;

namespace DittoFs.Web.ControlPlane.Backups;

/// <summary>What both directions of a backup's encryption share.</summary>
/// <remarks>
/// <code>
/// "DITTOFS-BACKUP-1\n"  iterations(4, LE)  salt(16)     the key: PBKDF2 with SHA-256 over the passphrase
/// length(4, LE; bit 31: the last one)  tag(16)  ciphertext     again and again: AES-256-GCM, nonce = count(8, LE) last(4, LE), the head and the length as associated data
/// </code>
/// A file that was cut has no last frame, and one whose frames were exchanged does not open.
/// </remarks>
internal sealed class BackupCipher : IDisposable
{
    /// <summary>The longest frame.</summary>
    public const int FrameBytesMax = 64 * 1024;

    /// <summary>Length of what stands before the frames.</summary>
    public const int HeadBytes = 17 + 4 + SaltBytes;

    /// <summary>Length of what stands before a frame's content.</summary>
    public const int FrameHeadBytes = 4 + TagBytes;

    private const uint LastFlag = 0x8000_0000;
    private const int SaltBytes = 16;
    private const int TagBytes = 16;
    private const int Iterations = 600_000;
    private const int IterationsMax = 10_000_000;

    private readonly AesGcm _aes;
    private readonly byte[] _associated;
    private long _count;

    private BackupCipher(byte[] head, string passphrase)
    {
        var iterations = BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(17));
        _aes = new AesGcm(Rfc2898DeriveBytes.Pbkdf2(passphrase, head.AsSpan(21), (int)iterations, HashAlgorithmName.SHA256, 32), TagBytes);
        _associated = [.. head, 0, 0, 0, 0];
    }

    private static ReadOnlySpan<byte> Magic => "DITTOFS-BACKUP-1\n"u8;

    /// <summary>A cipher for a new backup, and what it starts with.</summary>
    public static (BackupCipher Cipher, byte[] Head) Create(string passphrase)
    {
        var head = new byte[HeadBytes];
        Magic.CopyTo(head);
        BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(17), Iterations);
        RandomNumberGenerator.Fill(head.AsSpan(21));
        return (new BackupCipher(head, passphrase), head);
    }

    /// <summary>The cipher of a backup that starts with <paramref name="head"/>.</summary>
    /// <exception cref="InvalidDataException">It is no backup.</exception>
    public static BackupCipher Open(byte[] head, string passphrase) =>
        head.AsSpan().StartsWith(Magic) && BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(17)) is > 0 and <= IterationsMax
            ? new BackupCipher(head, passphrase)
            : throw new InvalidDataException("This is no backup of DittoFs.");

    /// <summary>The next frame, with its head.</summary>
    public byte[] Seal(ReadOnlySpan<byte> content, bool last)
    {
        var frame = new byte[FrameHeadBytes + content.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(frame, (uint)content.Length | (last ? LastFlag : 0));
        frame.AsSpan(0, 4).CopyTo(_associated.AsSpan(HeadBytes));
        _aes.Encrypt(Nonce(last), content, frame.AsSpan(FrameHeadBytes), frame.AsSpan(4, TagBytes), _associated);
        return frame;
    }

    /// <summary>Length of the content that follows a frame's head, and whether it is the last.</summary>
    public static (int Length, bool Last) ReadHead(ReadOnlySpan<byte> head)
    {
        var word = BinaryPrimitives.ReadUInt32LittleEndian(head);
        var length = word & ~LastFlag;
        return length <= FrameBytesMax ? ((int)length, (word & LastFlag) != 0) : throw new InvalidDataException("The backup is damaged.");
    }

    /// <summary>The content of the next frame.</summary>
    /// <exception cref="InvalidDataException">The passphrase is wrong, or the frame is not what was written here.</exception>
    public byte[] Open(ReadOnlySpan<byte> head, ReadOnlySpan<byte> ciphertext)
    {
        var content = new byte[ciphertext.Length];
        head[..4].CopyTo(_associated.AsSpan(HeadBytes));
        var isFirst = _count == 0;
        try
        {
            _aes.Decrypt(Nonce(ReadHead(head).Last), ciphertext, head[4..], content, _associated);
            return content;
        }
        catch (AuthenticationTagMismatchException)
        {
            throw new InvalidDataException(isFirst ? "The passphrase is wrong, or the backup is damaged." : "The backup is damaged.");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _aes.Dispose();

    private byte[] Nonce(bool last)
    {
        var nonce = new byte[12];
        BinaryPrimitives.WriteInt64LittleEndian(nonce, _count++);
        nonce[8] = last ? (byte)1 : (byte)0;
        return nonce;
    }
}
