using System.Buffers.Binary;

namespace DittoFs.Protocols.Smb.Framing;

/// <summary>Flags of a message (MS-SMB2 2.2.1).</summary>
[Flags]
internal enum SmbFlags : uint
{
    None = 0,
    Response = 0x1,
    Async = 0x2,
    Related = 0x4,
    Signed = 0x8,

    /// <summary>The three bits of a request's priority, which its response repeats (MS-SMB2 3.3.4.1).</summary>
    Priority = 0x70,
}

/// <summary>The header of every message (MS-SMB2 2.2.1).</summary>
/// <remarks>
/// <code>
///  0 FE 'S' 'M' 'B'      4 structure size 64   6 credit charge   8 status (channel sequence in a request)
/// 12 command            14 credits            16 flags          20 next command
/// 24 message id         32 process id, tree id (or async id)    40 session id   48 signature (16)
/// </code>
/// </remarks>
internal readonly record struct Smb2Header
{
    /// <summary>The header's length.</summary>
    public const int BytesLength = 64;

    /// <summary>Where the signature stands.</summary>
    public const int SignatureOffset = 48;

    /// <summary>The length of the signature.</summary>
    public const int SignatureBytes = 16;

    /// <summary>Where the distance to the next message of a compound stands.</summary>
    public const int NextCommandOffset = 20;

    private const uint ProtocolId = 0x424D53FE;

    /// <summary>Credits that a request uses up.</summary>
    public ushort CreditCharge { get; init; }

    /// <summary>The outcome, in a response.</summary>
    public NtStatus Status { get; init; }

    /// <summary>The command's number.</summary>
    public ushort Command { get; init; }

    /// <summary>Credits that are asked for or granted.</summary>
    public ushort Credits { get; init; }

    /// <summary>Flags.</summary>
    public SmbFlags Flags { get; init; }

    /// <summary>Bytes to the next message of the compound; 0 in the last one.</summary>
    public uint NextCommand { get; init; }

    /// <summary>The request's number on its connection.</summary>
    public ulong MessageId { get; init; }

    /// <summary>The tree; meaningless in an async message.</summary>
    public uint TreeId { get; init; }

    /// <summary>The async id; meaningful with <see cref="SmbFlags.Async"/>.</summary>
    public ulong AsyncId { get; init; }

    /// <summary>The session.</summary>
    public ulong SessionId { get; init; }

    /// <summary>Reads a header; false if it is none.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out Smb2Header header)
    {
        header = default;
        if (bytes.Length < BytesLength || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != ProtocolId
            || BinaryPrimitives.ReadUInt16LittleEndian(bytes[4..]) != BytesLength)
        {
            return false;
        }

        header = new Smb2Header
        {
            CreditCharge = BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]),
            Status = (NtStatus)BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]),
            Command = BinaryPrimitives.ReadUInt16LittleEndian(bytes[12..]),
            Credits = BinaryPrimitives.ReadUInt16LittleEndian(bytes[14..]),
            Flags = (SmbFlags)BinaryPrimitives.ReadUInt32LittleEndian(bytes[16..]),
            NextCommand = BinaryPrimitives.ReadUInt32LittleEndian(bytes[NextCommandOffset..]),
            MessageId = BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]),
            TreeId = BinaryPrimitives.ReadUInt32LittleEndian(bytes[36..]),
            AsyncId = BinaryPrimitives.ReadUInt64LittleEndian(bytes[32..]),
            SessionId = BinaryPrimitives.ReadUInt64LittleEndian(bytes[40..]),
        };
        return true;
    }

    /// <summary>Copies the signature of one message into another.</summary>
    public static void CopySignature(ReadOnlySpan<byte> from, Span<byte> to) =>
        from.Slice(SignatureOffset, SignatureBytes).CopyTo(to[SignatureOffset..]);

    /// <summary>Writes the header with an empty signature.</summary>
    public void Write(Span<byte> bytes)
    {
        bytes[..BytesLength].Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, ProtocolId);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[4..], BytesLength);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[6..], CreditCharge);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[8..], (uint)Status);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[12..], Command);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[14..], Credits);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[16..], (uint)Flags);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[NextCommandOffset..], NextCommand);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[24..], MessageId);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[32..], Flags.HasFlag(SmbFlags.Async) ? AsyncId : (ulong)TreeId << 32);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[40..], SessionId);
    }
}
