using System.Buffers.Binary;

namespace DittoFs.Protocols.Wire;

/// <summary>
/// Appends little-endian data (SMB, NTLM, NDR) to pooled memory that it owns and that grows as needed. Lengths and offsets that are known only later are
/// patched. Not safe for two threads at once.
/// </summary>
internal sealed class LittleEndianWriter(int capacity = LittleEndianWriter.CapacityDefault) : IDisposable
{
    /// <summary>Holds every response without data or a listing.</summary>
    public const int CapacityDefault = 512;

    private const int GuidBytes = 16;

    private readonly PooledBuffer buffer = PooledBuffer.Rent(capacity);
    private int position;

    /// <summary>Bytes written so far; the place of the next byte.</summary>
    public int Position => position;

    /// <summary>Bytes of memory held.</summary>
    public int Capacity => buffer.Capacity;

    /// <summary>What was written. Valid until the next write or <see cref="Dispose"/>.</summary>
    public Span<byte> Written => buffer.Array.AsSpan(0, position);

    /// <summary>What was written, for a send that gathers. Valid until the next write or <see cref="Dispose"/>.</summary>
    public ArraySegment<byte> WrittenSegment => new(buffer.Array, 0, position);

    /// <summary>Writes one byte.</summary>
    public void WriteByte(byte value) => Take(sizeof(byte))[0] = value;

    /// <summary>Writes a number of 16 bits.</summary>
    public void WriteUInt16(ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(Take(sizeof(ushort)), value);

    /// <summary>Writes a number of 32 bits.</summary>
    public void WriteUInt32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Take(sizeof(uint)), value);

    /// <summary>Writes a signed number of 32 bits.</summary>
    public void WriteInt32(int value) => BinaryPrimitives.WriteInt32LittleEndian(Take(sizeof(int)), value);

    /// <summary>Writes a number of 64 bits.</summary>
    public void WriteUInt64(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Take(sizeof(ulong)), value);

    /// <summary>Writes a signed number of 64 bits.</summary>
    public void WriteInt64(long value) => BinaryPrimitives.WriteInt64LittleEndian(Take(sizeof(long)), value);

    /// <summary>Writes a GUID in its packet form (MS-DTYP 2.3.4.2).</summary>
    public void WriteGuid(Guid value) => value.TryWriteBytes(Take(GuidBytes));

    /// <summary>Writes bytes as they are.</summary>
    public void WriteBytes(ReadOnlySpan<byte> value) => value.CopyTo(Take(value.Length));

    /// <summary>Writes <paramref name="count"/> zero bytes.</summary>
    public void WriteZeros(int count) => Take(count).Clear();

    /// <summary>Writes UTF-16 without a terminator.</summary>
    /// <returns>The bytes written.</returns>
    public int WriteUtf16(ReadOnlySpan<char> value)
    {
        var target = Take(value.Length * sizeof(char));
        for (var index = 0; index < value.Length; index++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(target[(index * sizeof(char))..], value[index]);
        }

        return target.Length;
    }

    /// <summary>Writes zero bytes up to a multiple of <paramref name="alignment"/> (a power of two), counted from <paramref name="origin"/>.</summary>
    public void Align(int alignment, int origin = 0) => WriteZeros(-(position - origin) & (alignment - 1));

    /// <summary>Leaves room for a number of 16 bits.</summary>
    /// <returns>Its place, for <see cref="PatchUInt16"/>.</returns>
    public int ReserveUInt16()
    {
        WriteUInt16(0);
        return position - sizeof(ushort);
    }

    /// <summary>Leaves room for a number of 32 bits.</summary>
    /// <returns>Its place, for <see cref="PatchUInt32"/>.</returns>
    public int ReserveUInt32()
    {
        WriteUInt32(0);
        return position - sizeof(uint);
    }

    /// <summary>Overwrites a number of 16 bits that was written at <paramref name="at"/>.</summary>
    public void PatchUInt16(int at, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(Written.Slice(at, sizeof(ushort)), value);

    /// <summary>Overwrites a number of 32 bits that was written at <paramref name="at"/>.</summary>
    public void PatchUInt32(int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Written.Slice(at, sizeof(uint)), value);

    /// <summary>Overwrites a number of 64 bits that was written at <paramref name="at"/>.</summary>
    public void PatchUInt64(int at, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Written.Slice(at, sizeof(ulong)), value);

    /// <summary>Overwrites bytes that were written at <paramref name="at"/>.</summary>
    public void PatchBytes(int at, ReadOnlySpan<byte> value) => value.CopyTo(Written.Slice(at, value.Length));

    /// <summary>
    /// Memory for <paramref name="length"/> bytes at the present position, for somebody else to fill before <see cref="Advance"/>. It stays where it is
    /// until the next write.
    /// </summary>
    public Memory<byte> Reserve(int length)
    {
        EnsureCapacity(length);
        return buffer.Array.AsMemory(position, length);
    }

    /// <summary>Takes over <paramref name="length"/> bytes that were filled through <see cref="Reserve"/>.</summary>
    public void Advance(int length) => Take(length);

    /// <summary>The next <paramref name="length"/> bytes, to be filled at once; not cleared.</summary>
    public Span<byte> Take(int length)
    {
        EnsureCapacity(length);
        var target = buffer.Array.AsSpan(position, length);
        position += length;
        return target;
    }

    /// <summary>Forgets what was written from <paramref name="to"/> on.</summary>
    public void Rewind(int to) => position = Math.Min(position, to);

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => buffer.Dispose();

    private void EnsureCapacity(int more)
    {
        if (more > buffer.Capacity - position)
        {
            buffer.Grow(Math.Max(checked(position + more), buffer.Capacity * 2), position);
        }
    }
}
