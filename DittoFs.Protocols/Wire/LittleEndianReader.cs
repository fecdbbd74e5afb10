using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace DittoFs.Protocols.Wire;

/// <summary>
/// A cursor over little-endian data (SMB, NTLM, NDR). Every method answers false, and reads nothing further, when the bytes run out: a length is compared
/// before it is used. Positions count from the start of the memory, as the offsets of these protocols do.
/// </summary>
internal ref struct LittleEndianReader(ReadOnlyMemory<byte> memory)
{
    private const int GuidBytes = 16;

    private readonly ReadOnlyMemory<byte> memory = memory;
    private readonly ReadOnlySpan<byte> span = memory.Span;
    private int position;

    /// <summary>Bytes that were read or skipped so far.</summary>
    public readonly int Position => position;

    /// <summary>The length of the whole memory.</summary>
    public readonly int Length => span.Length;

    /// <summary>Bytes that are left.</summary>
    public readonly int Remaining => span.Length - position;

    /// <summary>What was not read yet, without copying.</summary>
    public readonly ReadOnlyMemory<byte> Rest => memory[position..];

    /// <summary>Reads one byte.</summary>
    public bool TryReadByte(out byte value)
    {
        if (Remaining < sizeof(byte))
        {
            value = 0;
            return false;
        }

        value = span[position++];
        return true;
    }

    /// <summary>Reads a number of 16 bits.</summary>
    public bool TryReadUInt16(out ushort value)
    {
        if (!BinaryPrimitives.TryReadUInt16LittleEndian(span[position..], out value))
        {
            return false;
        }

        position += sizeof(ushort);
        return true;
    }

    /// <summary>Reads a number of 32 bits.</summary>
    public bool TryReadUInt32(out uint value)
    {
        if (!BinaryPrimitives.TryReadUInt32LittleEndian(span[position..], out value))
        {
            return false;
        }

        position += sizeof(uint);
        return true;
    }

    /// <summary>Reads a signed number of 32 bits.</summary>
    public bool TryReadInt32(out int value)
    {
        var read = TryReadUInt32(out var bits);
        value = unchecked((int)bits);
        return read;
    }

    /// <summary>Reads a number of 64 bits.</summary>
    public bool TryReadUInt64(out ulong value)
    {
        if (!BinaryPrimitives.TryReadUInt64LittleEndian(span[position..], out value))
        {
            return false;
        }

        position += sizeof(ulong);
        return true;
    }

    /// <summary>Reads a signed number of 64 bits: a FILETIME, an offset from somewhere.</summary>
    public bool TryReadInt64(out long value)
    {
        var read = TryReadUInt64(out var bits);
        value = unchecked((long)bits);
        return read;
    }

    /// <summary>Reads a GUID in its packet form (MS-DTYP 2.3.4.2).</summary>
    public bool TryReadGuid(out Guid value)
    {
        if (Remaining < GuidBytes)
        {
            value = default;
            return false;
        }

        value = new Guid(span.Slice(position, GuidBytes));
        position += GuidBytes;
        return true;
    }

    /// <summary>Reads <paramref name="length"/> bytes as a slice, without copying. A negative length is refused.</summary>
    public bool TryReadBytes(int length, out ReadOnlyMemory<byte> value)
    {
        if ((uint)length > (uint)Remaining)
        {
            value = default;
            return false;
        }

        value = memory.Slice(position, length);
        position += length;
        return true;
    }

    /// <summary>Reads <paramref name="bytesLength"/> bytes of UTF-16 without a terminator; an odd length is refused, lone surrogates are kept.</summary>
    /// <param name="bytesLength">The length on the wire. The caller has compared it with the limit of the field.</param>
    /// <param name="value">The string.</param>
    public bool TryReadUtf16(int bytesLength, out string value)
    {
        value = string.Empty;
        if (bytesLength % sizeof(char) != 0 || !TryReadBytes(bytesLength, out var bytes))
        {
            return false;
        }

        value = Decode(bytes.Span);
        return true;
    }

    /// <summary>Passes over <paramref name="length"/> bytes.</summary>
    public bool TrySkip(int length) => TryReadBytes(length, out _);

    /// <summary>Moves to <paramref name="offset"/> from the start of the memory; its end is allowed, a place behind it is not.</summary>
    public bool TrySeek(long offset)
    {
        if (offset < 0 || offset > span.Length)
        {
            return false;
        }

        position = (int)offset;
        return true;
    }

    /// <summary>Moves forward to a multiple of <paramref name="alignment"/> (a power of two) from the start of the memory.</summary>
    public bool TryAlign(int alignment) => TrySeek(((long)position + alignment - 1) & ~((long)alignment - 1));

    /// <summary>
    /// A slice that a header names by offset and length, without moving the cursor. A length of 0 is an empty slice wherever the offset points.
    /// </summary>
    public readonly bool TrySlice(uint offset, uint length, out ReadOnlyMemory<byte> value)
    {
        value = default;
        if (length == 0)
        {
            return true;
        }

        if ((ulong)offset + length > (ulong)span.Length)
        {
            return false;
        }

        value = memory.Slice((int)offset, (int)length);
        return true;
    }

    private static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (BitConverter.IsLittleEndian)
        {
            return new string(MemoryMarshal.Cast<byte, char>(bytes));
        }

        var units = new char[bytes.Length / sizeof(char)];
        for (var index = 0; index < units.Length; index++)
        {
            units[index] = (char)BinaryPrimitives.ReadUInt16LittleEndian(bytes[(index * sizeof(char))..]);
        }

        return new string(units);
    }
}
