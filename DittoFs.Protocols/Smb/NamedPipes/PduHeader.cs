using DittoFs.Protocols.Wire;

namespace DittoFs.Protocols.Smb.NamedPipes;

/// <summary>Kinds of protocol data units (C706 §12.6.4.1).</summary>
internal enum PduKind : byte
{
    Request = 0,
    Response = 2,
    Fault = 3,
    Bind = 11,
    BindAck = 12,
    BindNak = 13,
    AlterContext = 14,
    AlterContextResponse = 15,
    AuthThird = 16,
}

/// <summary>
/// What every protocol data unit of the connection-oriented protocol begins with (C706 §12.6.3.1).
/// <code>
/// 0 version 1 (5) | 1 minor 1 | 2 kind 1 | 3 flags 1 | 4 representation 4 | 8 length 2 | 10 authentication length 2 | 12 call 4
/// </code>
/// </summary>
internal readonly record struct PduHeader(PduKind Kind, byte Flags, ushort Length, ushort AuthenticationLength, uint Call)
{
    /// <summary>Bytes of a header.</summary>
    public const int BytesLength = 16;

    /// <summary>The longest unit that is taken or sent; what Windows uses on pipes.</summary>
    public const int UnitBytesMax = 4280;

    /// <summary>What everybody must take at least (C706 §12.6.2).</summary>
    public const int UnitBytesMin = 1432;

    /// <summary>The first of a call.</summary>
    public const byte IsFirst = 1;

    /// <summary>The last of a call.</summary>
    public const byte IsLast = 2;

    /// <summary>A request that names an object.</summary>
    public const byte HasObject = 0x80;

    private const byte Major = 5;
    private const byte LittleEndian = 0x10;

    /// <summary>Reads a header; false for another version, for numbers that are not little-endian, and for lengths that can't be.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out PduHeader header)
    {
        var reader = new LittleEndianReader(bytes);
        var major = reader.ReadByte();
        reader.Skip(1);
        var kind = (PduKind)reader.ReadByte();
        var flags = reader.ReadByte();
        var representation = reader.ReadByte();
        reader.Skip(3);
        header = new PduHeader(kind, flags, reader.ReadUInt16(), reader.ReadUInt16(), reader.ReadUInt32());
        return !reader.HasFailed && major == Major && representation == LittleEndian
            && header.Length is >= BytesLength and <= UnitBytesMax && header.AuthenticationLength <= header.Length - BytesLength;
    }

    /// <summary>Writes a header whose length is patched by <see cref="End"/>.</summary>
    /// <returns>Where it begins.</returns>
    public static int Begin(LittleEndianWriter writer, PduKind kind, byte flags, uint call)
    {
        var start = writer.Length;
        writer.WriteByte(Major);
        writer.WriteByte(0);
        writer.WriteByte((byte)kind);
        writer.WriteByte(flags);
        writer.WriteUInt32(LittleEndian);
        writer.WriteUInt16(0);
        writer.WriteUInt16(0);
        writer.WriteUInt32(call);
        return start;
    }

    /// <summary>Sets the length of the unit that began at <paramref name="start"/> and ends here.</summary>
    public static void End(LittleEndianWriter writer, int start) => writer.PatchUInt16(start + 8, (ushort)(writer.Length - start));
}
