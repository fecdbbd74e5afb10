using System.Buffers.Binary;
using DittoFs.Protocols.Transport;
using DittoFs.Protocols.Wire;

namespace DittoFs.Protocols.Rpc;

/// <summary>What a look into the received bytes found.</summary>
internal enum RecordReadStatus
{
    /// <summary>More bytes are needed.</summary>
    Incomplete,

    /// <summary>A whole record.</summary>
    Record,

    /// <summary>The client breaks a limit or the rules of record marking: the stream can't be followed further.</summary>
    Malformed,
}

/// <summary>
/// Cuts a connection's bytes into records (RFC 5531 §11): each fragment is led by a mark of one "last" bit and 31 bits of length.
/// Small records are copied out of a staging buffer that many of them arrive in at once; what a large one lacks is received straight into it.
/// Between records there is no buffer at all.
/// </summary>
internal sealed class RecordReader(IWireConnection connection, int recordBytesMax) : IDisposable
{
    /// <summary>What is received at once when nothing larger is under way.</summary>
    public const int StagingBytes = 64 << 10;

    /// <summary>More fragments in one record than any client has a reason to send.</summary>
    public const int FragmentsMax = 1024;

    private PooledBuffer? staging;
    private int stagedStart;
    private int stagedEnd;

    private PooledBuffer? record;
    private int filled;
    private int fragmentRemaining;
    private int fragments;
    private bool isLastFragment;

    /// <summary>True when the client has begun a record, or its mark, and not ended it.</summary>
    public bool IsInsideRecord => record is not null || stagedStart != stagedEnd;

    /// <summary>Takes the next whole record out of what was received. The caller owns it.</summary>
    public RecordReadStatus TryRead(out PooledBuffer? whole)
    {
        whole = null;
        while (true)
        {
            if (fragmentRemaining == 0)
            {
                if (record is not null && isLastFragment)
                {
                    whole = TakeRecord();
                    return RecordReadStatus.Record;
                }

                if (stagedEnd - stagedStart < RpcReplyWriter.MarkBytes)
                {
                    return RecordReadStatus.Incomplete;
                }

                if (!TryBeginFragment())
                {
                    return RecordReadStatus.Malformed;
                }
            }

            CopyStaged();
            if (fragmentRemaining > 0)
            {
                return RecordReadStatus.Incomplete;
            }
        }
    }

    /// <summary>Receives more bytes; false when the client has closed.</summary>
    public async ValueTask<bool> ReceiveAsync()
    {
        if (record is not null && fragmentRemaining >= StagingBytes)
        {
            return await ReceiveIntoRecordAsync().ConfigureAwait(false);
        }

        if (stagedStart == stagedEnd)
        {
            ReleaseStaging();
            await connection.WaitForDataAsync().ConfigureAwait(false);
        }

        return await ReceiveIntoStagingAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ReleaseStaging();
        record?.Dispose();
        record = null;
    }

    private async ValueTask<bool> ReceiveIntoRecordAsync()
    {
        var count = await connection.ReceiveAsync(record!.Memory.Slice(filled, fragmentRemaining)).ConfigureAwait(false);
        filled += count;
        fragmentRemaining -= count;
        return count > 0;
    }

    private async ValueTask<bool> ReceiveIntoStagingAsync()
    {
        staging ??= PooledBuffer.Rent(StagingBytes);
        if (stagedStart > 0)
        {
            staging.Span[stagedStart..stagedEnd].CopyTo(staging.Span);
            (stagedStart, stagedEnd) = (0, stagedEnd - stagedStart);
        }

        var count = await connection.ReceiveAsync(staging.Memory[stagedEnd..]).ConfigureAwait(false);
        stagedEnd += count;
        return count > 0;
    }

    private bool TryBeginFragment()
    {
        var mark = BinaryPrimitives.ReadUInt32BigEndian(staging!.Span[stagedStart..]);
        var length = mark & ~RpcReplyWriter.LastFragment;
        var isLast = (mark & RpcReplyWriter.LastFragment) != 0;
        fragments++;
        if (length > (uint)(recordBytesMax - filled) || fragments > FragmentsMax || (length == 0 && !isLast))
        {
            return false;
        }

        stagedStart += RpcReplyWriter.MarkBytes;
        (fragmentRemaining, isLastFragment) = ((int)length, isLast);
        var total = filled + (int)length;
        if (record is null)
        {
            record = PooledBuffer.Rent(total);
        }
        else
        {
            record.Grow(total, filled);
        }

        return true;
    }

    private void CopyStaged()
    {
        var count = Math.Min(stagedEnd - stagedStart, fragmentRemaining);
        if (count > 0)
        {
            staging!.Span.Slice(stagedStart, count).CopyTo(record!.Span[filled..]);
            stagedStart += count;
            filled += count;
            fragmentRemaining -= count;
        }
    }

    private PooledBuffer TakeRecord()
    {
        var whole = record!;
        record = null;
        (filled, fragments, isLastFragment) = (0, 0, false);
        return whole;
    }

    private void ReleaseStaging()
    {
        staging?.Dispose();
        staging = null;
        (stagedStart, stagedEnd) = (0, 0);
    }
}
