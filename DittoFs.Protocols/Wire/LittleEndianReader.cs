using System.Buffers.Binary;

namespace DittoFs.Protocols.Wire;

/// <summary>
/// Reads little-endian fields. A read past the end yields zeros and sets <see cref="HasFailed"/>, so that a decoder reads all its fields and asks once.
/// </summary>
internal ref struct LittleEndianReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> bytes = bytes;

    /// <summary>Where the next read begins.</summary>
    public int Position { get; private set; }

    /// <summary>True once a read went past the end.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>Bytes that are left.</summary>
    public readonly int Remaining => bytes.Length - Position;

    /// <summary>Reads one byte.</summary>
    public byte ReadByte() => Take(1) is [var value] ? value : (byte)0;

    /// <summary>Reads two bytes.</summary>
    public ushort ReadUInt16() => Take(2) is { Length: 2 } taken ? BinaryPrimitives.ReadUInt16LittleEndian(taken) : (ushort)0;

    /// <summary>Reads four bytes.</summary>
    public uint ReadUInt32() => Take(4) is { Length: 4 } taken ? BinaryPrimitives.ReadUInt32LittleEndian(taken) : 0;

    /// <summary>Reads eight bytes.</summary>
    public ulong ReadUInt64() => Take(8) is { Length: 8 } taken ? BinaryPrimitives.ReadUInt64LittleEndian(taken) : 0;

    /// <summary>Reads a GUID in its mixed-endian form (MS-DTYP 2.3.4.2).</summary>
    public Guid ReadGuid() => Take(16) is { Length: 16 } taken ? new Guid(taken) : Guid.Empty;

    /// <summary>Reads <paramref name="length"/> bytes; empty when they are not there.</summary>
    public ReadOnlySpan<byte> ReadBytes(int length) => Take(length);

    /// <summary>Passes over <paramref name="length"/> bytes.</summary>
    public void Skip(int length) => Take(length);

    /// <summary>Goes on reading at <paramref name="position"/>.</summary>
    public void Seek(int position)
    {
        if (position < 0 || position > bytes.Length)
        {
            HasFailed = true;
            return;
        }

        Position = position;
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length < 0 || length > Remaining)
        {
            HasFailed = true;
            return default;
        }

        var taken = bytes.Slice(Position, length);
        Position += length;
        return taken;
    }
}
