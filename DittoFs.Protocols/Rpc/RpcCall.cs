using DittoFs.Protocols.Wire;
using DittoFs.Storage.Files;

namespace DittoFs.Protocols.Rpc;

/// <summary>
/// One call from its record to its reply. Owns both memories: the record until the procedure is through, the reply until it is sent.
/// </summary>
internal sealed class RpcCall(PooledBuffer record, RpcPeer peer) : IDisposable
{
    private readonly PooledBuffer record = record;

    /// <summary>Who sent it.</summary>
    public RpcPeer Peer { get; } = peer;

    /// <summary>The reply, with its record mark in front.</summary>
    public XdrWriter Reply { get; } = new();

    /// <summary>The whole record; slices of it are the arguments.</summary>
    public ReadOnlyMemory<byte> Record => record.Memory;

    /// <summary>What stands in front of the arguments.</summary>
    public RpcCallHeader Header { get; set; }

    /// <summary>The arguments, a slice of the record.</summary>
    public ReadOnlyMemory<byte> Arguments { get; set; }

    /// <summary>The identity that the call runs as; the anonymous one for procedures that need none.</summary>
    public CallContext Context { get; set; } = peer.Anonymous;

    /// <summary>The row of the procedure; null until it is found.</summary>
    public RpcProcedureRow? Row { get; set; }

    /// <summary>The procedure's own status, for metrics; 0 for success.</summary>
    public uint Status { get; set; }

    /// <summary>When the call was read, in ticks of the time provider.</summary>
    public long StartedAt { get; set; }

    /// <summary>Memory that the call holds now, in bytes.</summary>
    public long BytesHeld { get; set; }

    /// <summary>Measures the memory that the call holds.</summary>
    public long MeasureBytes() => record.Length + Reply.Capacity;

    /// <summary>Gives the record's memory back: nothing may look at the arguments afterwards.</summary>
    public void ReleaseRecord() => record.Dispose();

    /// <inheritdoc/>
    public void Dispose()
    {
        record.Dispose();
        Reply.Dispose();
    }
}
