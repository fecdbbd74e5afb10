using Microsoft.Win32.SafeHandles;

namespace DittoFs.Storage.Disk;

/// <summary>A file of the machine's own file system.</summary>
internal sealed class PosixDiskFile(SafeFileHandle handle) : IDiskFile
{
    /// <inheritdoc/>
    public long Length => RandomAccess.GetLength(handle);

    /// <inheritdoc/>
    public void Write(long offset, ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> second)
    {
        if (second.IsEmpty)
        {
            RandomAccess.Write(handle, first.Span, offset);
        }
        else if (!PosixCalls.TryWriteTwo(handle, offset, first.Span, second.Span))
        {
            RandomAccess.Write(handle, first.Span, offset);
            RandomAccess.Write(handle, second.Span, offset + first.Length);
        }
    }

    /// <inheritdoc/>
    public int Read(long offset, Span<byte> destination)
    {
        var total = 0;
        while (total < destination.Length)
        {
            var count = RandomAccess.Read(handle, destination[total..], offset + total);
            if (count == 0)
            {
                break;
            }

            total += count;
        }

        return total;
    }

    /// <inheritdoc/>
    public bool TryReadCached(long offset, Span<byte> destination) => PosixCalls.TryReadCached(handle, offset, destination);

    /// <inheritdoc/>
    public void Sync()
    {
        if (!PosixCalls.TrySyncData(handle))
        {
            RandomAccess.FlushToDisk(handle);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => handle.Dispose();
}
