using System.Buffers.Binary;

namespace DittoFs.Protocols.Wire;

/// <summary>
/// A cursor over XDR data (RFC 4506). Every method answers false, and reads nothing further, when the bytes run out or a length passes
/// its limit: a length is compared before it is used.
/// </summary>
internal ref struct XdrReader(ReadOnlyMemory<byte> memory)
{
    private const int UnitBytes = 4;

    private readonly ReadOnlyMemory<byte> memory = memory;
    private readonly ReadOnlySpan<byte> span = memory.Span;
    private int position;

    /// <summary>Bytes that were read so far.</summary>
    public readonly int Position => position;

    /// <summary>Bytes that are left.</summary>
    public readonly int Remaining => span.Length - position;

    /// <summary>What was not read yet, as a slice of the record.</summary>
    public readonly ReadOnlyMemory<byte> Rest => memory[position..];

    /// <summary>Reads an unsigned integer (§4.2).</summary>
    public bool TryReadUInt32(out uint value)
    {
        if (!BinaryPrimitives.TryReadUInt32BigEndian(span[position..], out value))
        {
            return false;
        }

        position += sizeof(uint);
        return true;
    }

    /// <summary>Reads an unsigned hyper integer (§4.5).</summary>
    public bool TryReadUInt64(out ulong value)
    {
        if (!BinaryPrimitives.TryReadUInt64BigEndian(span[position..], out value))
        {
            return false;
        }

        position += sizeof(ulong);
        return true;
    }

    /// <summary>Reads a boolean (§4.4); any number but 0 and 1 is refused.</summary>
    public bool TryReadBool(out bool value)
    {
        var read = TryReadUInt32(out var number) && number <= 1;
        value = number == 1;
        return read;
    }

    /// <summary>Reads opaque data of variable length (§4.10) as a slice of the record, without copying.</summary>
    /// <param name="bytesMax">The named limit of the field.</param>
    /// <param name="value">The slice, without its padding.</param>
    public bool TryReadOpaque(int bytesMax, out ReadOnlyMemory<byte> value)
    {
        value = default;
        return TryReadUInt32(out var length) && length <= (uint)bytesMax && TryReadFixedOpaque((int)length, out value);
    }

    /// <summary>Reads opaque data of a length that the protocol fixes (§4.9) as a slice of the record, without copying.</summary>
    public bool TryReadFixedOpaque(int length, out ReadOnlyMemory<byte> value)
    {
        var padded = ((long)length + UnitBytes - 1) / UnitBytes * UnitBytes;
        if (padded > Remaining)
        {
            value = default;
            return false;
        }

        value = memory.Slice(position, length);
        position += (int)padded;
        return true;
    }
}
