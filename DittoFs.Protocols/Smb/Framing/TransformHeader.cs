using System.Buffers.Binary;

namespace DittoFs.Protocols.Smb.Framing;

/// <summary>The header before an encrypted message (MS-SMB2 2.2.41).</summary>
/// <remarks>
/// <code>
///  0 FD 'S' 'M' 'B'   4 signature (16)   20 nonce (16)   36 message size   40 reserved   42 flags (1)   44 session id
/// </code>
/// </remarks>
internal static class TransformHeader
{
    /// <summary>The header's length.</summary>
    public const int BytesLength = 52;

    /// <summary>Where the signature stands.</summary>
    public const int SignatureOffset = 4;

    /// <summary>Where the nonce stands; what is from here on is authenticated.</summary>
    public const int NonceOffset = 20;

    private const uint ProtocolId = 0x424D53FD;
    private const ushort Encrypted = 1;

    /// <summary>True if <paramref name="frame"/> begins with such a header.</summary>
    public static bool IsTransform(ReadOnlySpan<byte> frame) => frame.Length >= 4 && BinaryPrimitives.ReadUInt32LittleEndian(frame) == ProtocolId;

    /// <summary>Reads the session of an encrypted frame; false if the header is not whole or does not fit the frame.</summary>
    public static bool TryRead(ReadOnlySpan<byte> frame, out ulong sessionId)
    {
        sessionId = 0;
        if (frame.Length < BytesLength || BinaryPrimitives.ReadUInt32LittleEndian(frame[36..]) != frame.Length - BytesLength
            || BinaryPrimitives.ReadUInt16LittleEndian(frame[42..]) != Encrypted)
        {
            return false;
        }

        sessionId = BinaryPrimitives.ReadUInt64LittleEndian(frame[44..]);
        return true;
    }

    /// <summary>Writes a header for <paramref name="messageBytes"/> bytes with an empty signature and <paramref name="nonce"/>.</summary>
    public static void Write(Span<byte> header, ReadOnlySpan<byte> nonce, int messageBytes, ulong sessionId)
    {
        header[..BytesLength].Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(header, ProtocolId);
        nonce.CopyTo(header[NonceOffset..]);
        BinaryPrimitives.WriteUInt32LittleEndian(header[36..], (uint)messageBytes);
        BinaryPrimitives.WriteUInt16LittleEndian(header[42..], Encrypted);
        BinaryPrimitives.WriteUInt64LittleEndian(header[44..], sessionId);
    }
}
