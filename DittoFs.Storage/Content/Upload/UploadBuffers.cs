using System.Diagnostics.CodeAnalysis;
using DittoFs.Storage.Content.Packing;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Content.Upload;

/// <summary>
/// The memory in which all shares pack their blocks, off the managed heap: as many buffers of a whole block as the budget holds, and never one more. The last
/// free one goes only to a share that has none, so that no share waits for another's store. Safe for concurrent use.
/// </summary>
internal sealed class UploadBuffers : IDisposable
{
    // What is kept while nobody uses any; more is given back to the system. While some are in use all are kept: fresh memory costs the system more than the block's checksum.
    private const int IdleSparesMax = 2;

    private readonly Lock gate = new();
    private readonly Stack<NativeBuffer> spares = new();
    private readonly int countMax;
    private int rented;
    private bool closed;

    /// <summary>Takes no memory yet.</summary>
    public UploadBuffers(ByteSize budget) => countMax = (int)Math.Max(2, budget.Bytes / BlockCodec.PlainBytesMax);

    /// <summary>Buffers that nobody uses, and whose memory is kept.</summary>
    public int SpareCount
    {
        get
        {
            lock (gate)
            {
                return spares.Count;
            }
        }
    }

    /// <summary>Buffers that are in use.</summary>
    public int RentedCount => Volatile.Read(ref rented);

    /// <summary>Takes a buffer of <see cref="BlockCodec.PlainBytesMax"/>, whose content is undefined.</summary>
    /// <param name="held">How many the caller's share has already.</param>
    /// <param name="buffer">The buffer, which goes back by <see cref="Return"/>.</param>
    public bool TryRent(int held, [NotNullWhen(true)] out NativeBuffer? buffer)
    {
        lock (gate)
        {
            var free = countMax - rented;
            buffer = free > (held > 0 ? 1 : 0) ? spares.TryPop(out var spare) ? spare : new NativeBuffer(BlockCodec.PlainBytesMax) : null;
            rented += buffer is null ? 0 : 1;
            return buffer is not null;
        }
    }

    /// <summary>Gives a buffer back. Nobody may touch it any more.</summary>
    public void Return(NativeBuffer buffer)
    {
        lock (gate)
        {
            rented--;
            spares.Push(buffer);
            FreeSpares(closed ? 0 : rented > 0 ? countMax : IdleSparesMax);
        }
    }

    /// <summary>Gives the memory back to the system: now, or when it is returned.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            closed = true;
            FreeSpares(0);
        }
    }

    /// <summary>Keeps <paramref name="kept"/> of what nobody uses. Under the lock.</summary>
    private void FreeSpares(int kept)
    {
        while (spares.Count > kept)
        {
            spares.Pop().Free();
        }
    }
}
