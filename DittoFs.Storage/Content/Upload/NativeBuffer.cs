using System.Buffers;
using System.Runtime.InteropServices;

namespace DittoFs.Storage.Content.Upload;

/// <summary>Memory off the managed heap. Whoever holds a slice of it must let go before <see cref="Free"/>.</summary>
internal sealed unsafe class NativeBuffer(int length) : MemoryManager<byte>
{
    private byte* start = (byte*)NativeMemory.Alloc((nuint)length);

    /// <inheritdoc/>
    public override Span<byte> GetSpan()
    {
        ObjectDisposedException.ThrowIf(start is null, this);
        return new Span<byte>(start, length);
    }

    /// <inheritdoc/>
    public override MemoryHandle Pin(int elementIndex = 0)
    {
        ObjectDisposedException.ThrowIf(start is null, this);
        return new MemoryHandle(start + elementIndex);
    }

    /// <inheritdoc/>
    public override void Unpin()
    {
        // It never moves.
    }

    /// <summary>Gives the memory back; every later use is refused.</summary>
    public void Free()
    {
        NativeMemory.Free(start);
        start = null;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => Free();
}
