using System.Buffers.Binary;

namespace DittoFs.Protocols.Wire;

/// <summary>
/// Appends XDR data (RFC 4506) to pooled memory that it owns and that grows as needed. Not safe for two threads at once.
/// </summary>
internal sealed class XdrWriter(int capacity = XdrWriter.CapacityDefault) : IDisposable
{
    /// <summary>Holds every reply without data or a listing.</summary>
    public const int CapacityDefault = 512;

    private const int UnitBytes = 4;

    private readonly PooledBuffer buffer = PooledBuffer.Rent(capacity);
    private int position;

    /// <summary>Bytes written so far.</summary>
    public int Position => position;

    /// <summary>Bytes of memory held.</summary>
    public int Capacity => buffer.Capacity;

    /// <summary>What was written. Valid until the next write or <see cref="Dispose"/>.</summary>
    public ReadOnlySpan<byte> Written => buffer.Array.AsSpan(0, position);

    /// <summary>What was written, for a send that gathers. Valid until the next write or <see cref="Dispose"/>.</summary>
    public ArraySegment<byte> WrittenSegment => new(buffer.Array, 0, position);

    /// <summary>Writes an unsigned integer (§4.2).</summary>
    public void WriteUInt32(uint value) => BinaryPrimitives.WriteUInt32BigEndian(Take(sizeof(uint)), value);

    /// <summary>Writes an unsigned hyper integer (§4.5).</summary>
    public void WriteUInt64(ulong value) => BinaryPrimitives.WriteUInt64BigEndian(Take(sizeof(ulong)), value);

    /// <summary>Writes a boolean (§4.4).</summary>
    public void WriteBool(bool value) => WriteUInt32(value ? 1u : 0u);

    /// <summary>Writes opaque data of variable length (§4.10).</summary>
    public void WriteOpaque(ReadOnlySpan<byte> value)
    {
        WriteUInt32((uint)value.Length);
        WriteFixedOpaque(value);
    }

    /// <summary>Writes opaque data of a fixed length (§4.9), padded.</summary>
    public void WriteFixedOpaque(ReadOnlySpan<byte> value)
    {
        var padded = Padded(value.Length);
        var target = Take(padded);
        value.CopyTo(target);
        target[value.Length..].Clear();
    }

    /// <summary>
    /// Memory for <paramref name="length"/> bytes that will stand <paramref name="ahead"/> bytes behind the present position, for somebody else to fill
    /// while nothing has been written in front of it yet. It stays where it is as long as no write passes its end.
    /// </summary>
    public Memory<byte> Reserve(int ahead, int length)
    {
        EnsureCapacity(checked(ahead + Padded(length)));
        return buffer.Array.AsMemory(position + ahead, length);
    }

    /// <summary>Takes over <paramref name="length"/> bytes that were filled through <see cref="Reserve"/> at the present position, and pads them.</summary>
    public void Advance(int length)
    {
        var padded = Padded(length);
        Take(padded)[length..].Clear();
    }

    /// <summary>The next <paramref name="length"/> bytes, to be filled at once; not cleared, not padded.</summary>
    public Span<byte> Take(int length)
    {
        EnsureCapacity(length);
        var target = buffer.Array.AsSpan(position, length);
        position += length;
        return target;
    }

    /// <summary>Overwrites an unsigned integer that was written at <paramref name="at"/>.</summary>
    public void PatchUInt32(int at, uint value) => BinaryPrimitives.WriteUInt32BigEndian(buffer.Array.AsSpan(at, sizeof(uint)), value);

    /// <summary>Forgets what was written from <paramref name="to"/> on.</summary>
    public void Rewind(int to) => position = Math.Min(position, to);

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => buffer.Dispose();

    /// <summary>The length of <paramref name="length"/> opaque bytes with their padding.</summary>
    public static int Padded(int length) => (length + UnitBytes - 1) & ~(UnitBytes - 1);

    private void EnsureCapacity(int more)
    {
        if (more > buffer.Capacity - position)
        {
            buffer.Grow(Math.Max(position + more, buffer.Capacity * 2), position);
        }
    }
}
