using System.Buffers.Binary;
using System.Text;

namespace DittoFs.Protocols.Wire;

/// <summary>Writes little-endian fields into memory that grows and that it owns.</summary>
internal sealed class LittleEndianWriter(int capacity = LittleEndianWriter.CapacityDefault) : IDisposable
{
    private const int CapacityDefault = 512;

    private readonly PooledBuffer buffer = PooledBuffer.Rent(capacity);

    /// <summary>Bytes written so far.</summary>
    public int Length { get; private set; }

    /// <summary>What was written.</summary>
    public Span<byte> Written => buffer.Array.AsSpan(0, Length);

    /// <summary>What was written, for calls that gather.</summary>
    public ArraySegment<byte> Segment => new(buffer.Array, 0, Length);

    /// <summary>Writes one byte.</summary>
    public void WriteByte(byte value) => Extend(1)[0] = value;

    /// <summary>Writes two bytes.</summary>
    public void WriteUInt16(ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(Extend(2), value);

    /// <summary>Writes four bytes.</summary>
    public void WriteUInt32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Extend(4), value);

    /// <summary>Writes eight bytes.</summary>
    public void WriteUInt64(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Extend(8), value);

    /// <summary>Writes a GUID in its mixed-endian form (MS-DTYP 2.3.4.2).</summary>
    public void WriteGuid(Guid value) => value.TryWriteBytes(Extend(16));

    /// <summary>Writes bytes as they are.</summary>
    public void WriteBytes(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Extend(bytes.Length));

    /// <summary>Writes text as UTF-16 without a terminator.</summary>
    public void WriteUtf16(string text) => Encoding.Unicode.GetBytes(text, Extend(text.Length * 2));

    /// <summary>Writes <paramref name="length"/> zeros.</summary>
    public void WriteZeros(int length) => Extend(length).Clear();

    /// <summary>Writes zeros until the distance from <paramref name="origin"/> is a multiple of <paramref name="alignment"/>.</summary>
    public void Align(int alignment, int origin) => WriteZeros((alignment - ((Length - origin) % alignment)) % alignment);

    /// <summary>Appends <paramref name="length"/> bytes that the caller fills before anything else is written.</summary>
    public Memory<byte> Reserve(int length)
    {
        Extend(length);
        return buffer.Array.AsMemory(Length - length, length);
    }

    /// <summary>Cuts what was written.</summary>
    public void Truncate(int length) => Length = Math.Min(Length, length);

    /// <summary>Replaces two bytes that were written.</summary>
    public void PatchUInt16(int position, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(Written[position..], value);

    /// <summary>Replaces four bytes that were written.</summary>
    public void PatchUInt32(int position, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Written[position..], value);

    /// <summary>Replaces eight bytes that were written.</summary>
    public void PatchUInt64(int position, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Written[position..], value);

    /// <inheritdoc/>
    public void Dispose() => buffer.Dispose();

    private Span<byte> Extend(int length)
    {
        if (Length + length > buffer.Capacity)
        {
            buffer.Grow(Math.Max(Length + length, buffer.Capacity * 2), Length);
        }

        Length += length;
        return buffer.Array.AsSpan(Length - length, length);
    }
}
