using System.Security.Cryptography;

namespace DittoFs.Protocols.Smb.Security;

/// <summary>AES-CMAC (RFC 4493) with a key of 128 bits.</summary>
internal sealed class AesCmac : IDisposable
{
    private const int BlockBytes = 16;
    private const byte Reduction = 0x87;

    private readonly Aes aes;
    private readonly byte[] wholeKey;
    private readonly byte[] paddedKey;

    /// <summary>Prepares the two subkeys.</summary>
    public AesCmac(byte[] key)
    {
        aes = Aes.Create();
        aes.Key = key;
        wholeKey = Double(aes.EncryptEcb(new byte[BlockBytes], PaddingMode.None));
        paddedKey = Double(wholeKey);
    }

    /// <summary>Computes the code of <paramref name="message"/> (not empty) into <paramref name="code"/>, 16 bytes.</summary>
    public void Compute(ReadOnlySpan<byte> message, Span<byte> code)
    {
        var head = (message.Length - 1) / BlockBytes * BlockBytes;
        Span<byte> last = stackalloc byte[BlockBytes];
        last.Clear();
        message[head..].CopyTo(last);
        var whole = message.Length - head == BlockBytes;
        if (!whole)
        {
            last[message.Length - head] = 0x80;
        }

        Xor(last, whole ? wholeKey : paddedKey);
        Span<byte> chain = stackalloc byte[BlockBytes];
        chain.Clear();
        ChainBlocks(message[..head], chain);
        Xor(last, chain);
        aes.EncryptEcb(last, code, PaddingMode.None);
    }

    /// <inheritdoc/>
    public void Dispose() => aes.Dispose();

    // The head's last cipher block of CBC with a zero vector is the chain value; it is worked off in pieces to keep memory small.
    private void ChainBlocks(ReadOnlySpan<byte> head, Span<byte> chain)
    {
        const int PieceBytes = 4096;
        Span<byte> output = stackalloc byte[PieceBytes];
        while (!head.IsEmpty)
        {
            var piece = head[..Math.Min(head.Length, PieceBytes)];
            aes.EncryptCbc(piece, chain, output, PaddingMode.None);
            output.Slice(piece.Length - BlockBytes, BlockBytes).CopyTo(chain);
            head = head[piece.Length..];
        }
    }

    private static void Xor(Span<byte> target, ReadOnlySpan<byte> other)
    {
        for (var index = 0; index < BlockBytes; index++)
        {
            target[index] ^= other[index];
        }
    }

    private static byte[] Double(byte[] value)
    {
        var doubled = new byte[BlockBytes];
        for (var index = 0; index < BlockBytes; index++)
        {
            var carry = index + 1 < BlockBytes ? value[index + 1] >> 7 : 0;
            doubled[index] = (byte)((value[index] << 1) | carry);
        }

        if ((value[0] & 0x80) != 0)
        {
            doubled[BlockBytes - 1] ^= Reduction;
        }

        return doubled;
    }
}
