using System.Buffers;

namespace DittoFs.Protocols.Wire;

/// <summary>
/// Memory from the shared pool with one owner: whoever holds the object disposes it once, and nobody touches its bytes afterwards.
/// </summary>
internal sealed class PooledBuffer : IDisposable
{
    private byte[]? array;

    private PooledBuffer(byte[] array, int length) => (this.array, Length) = (array, length);

    /// <summary>The bytes that belong to the buffer's content; the rented memory may be longer (<see cref="Capacity"/>).</summary>
    public int Length { get; private set; }

    /// <summary>All bytes that were rented.</summary>
    public int Capacity => Array.Length;

    /// <summary>The rented array, for calls that gather.</summary>
    public byte[] Array => array ?? throw new ObjectDisposedException(nameof(PooledBuffer));

    /// <summary>The content.</summary>
    public Memory<byte> Memory => Array.AsMemory(0, Length);

    /// <summary>The content.</summary>
    public Span<byte> Span => Array.AsSpan(0, Length);

    /// <summary>Rents memory for <paramref name="length"/> bytes. The caller has compared the length with a limit. The bytes are not cleared.</summary>
    public static PooledBuffer Rent(int length) => new(ArrayPool<byte>.Shared.Rent(length), length);

    /// <summary>Makes the content at least <paramref name="length"/> bytes long, keeping its first <paramref name="kept"/> bytes.</summary>
    public void Grow(int length, int kept)
    {
        var old = Array;
        if (length > old.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(length);
            old.AsSpan(0, kept).CopyTo(larger);
            array = larger;
            ArrayPool<byte>.Shared.Return(old);
        }

        Length = Math.Max(Length, length);
    }

    /// <summary>Gives the memory back. Further calls do nothing.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref array, null) is { } rented)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
