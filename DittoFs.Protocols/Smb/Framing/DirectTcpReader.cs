using System.Buffers.Binary;
using DittoFs.Protocols.Transport;
using DittoFs.Protocols.Wire;

namespace DittoFs.Protocols.Smb.Framing;

/// <summary>Takes frames off a connection: a zero byte, a length of three bytes big-endian, then the messages (MS-SMB2 2.1).</summary>
internal sealed class DirectTcpReader(IWireConnection wire, int frameBytesMax) : IDisposable
{
    /// <summary>The length of the mark before each frame.</summary>
    public const int MarkBytes = 4;

    private const int StagingBytes = 64 << 10;

    private PooledBuffer? staging;
    private int start;
    private int end;

    /// <summary>The next frame, which the caller disposes; null when the client has closed.</summary>
    /// <exception cref="InvalidDataException">The mark is no mark, or names more than the limit.</exception>
    public async ValueTask<PooledBuffer?> ReadAsync()
    {
        if (!await StageAsync(MarkBytes).ConfigureAwait(false))
        {
            return null;
        }

        var mark = BinaryPrimitives.ReadUInt32BigEndian(staging!.Array.AsSpan(start));
        if (mark > (uint)frameBytesMax || mark == 0)
        {
            throw new InvalidDataException($"The frame mark is {mark:X8}.");
        }

        start += MarkBytes;
        return await FillAsync((int)mark).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose() => staging?.Dispose();

    private async ValueTask<PooledBuffer?> FillAsync(int length)
    {
        var frame = PooledBuffer.Rent(length);
        var filled = Math.Min(end - start, length);
        staging!.Array.AsSpan(start, filled).CopyTo(frame.Span);
        start += filled;
        while (filled < length)
        {
            var received = await wire.ReceiveAsync(frame.Memory[filled..]).ConfigureAwait(false);
            if (received == 0)
            {
                frame.Dispose();
                return null;
            }

            filled += received;
        }

        return frame;
    }

    private async ValueTask<bool> StageAsync(int needed)
    {
        if (start == end)
        {
            // An idle connection owns no buffer.
            staging?.Dispose();
            staging = null;
            await wire.WaitForDataAsync().ConfigureAwait(false);
            staging = PooledBuffer.Rent(StagingBytes);
            start = end = 0;
        }
        else if (staging!.Length - start < needed)
        {
            staging.Array.AsSpan(start, end - start).CopyTo(staging.Array);
            (start, end) = (0, end - start);
        }

        while (end - start < needed)
        {
            var received = await wire.ReceiveAsync(staging!.Memory[end..]).ConfigureAwait(false);
            if (received == 0)
            {
                return false;
            }

            end += received;
        }

        return true;
    }
}
