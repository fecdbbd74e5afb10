using DittoFs.Protocols.Rpc;
using DittoFs.Protocols.Wire;
using DittoFs.Storage.Locking;

namespace DittoFs.Protocols.Nlm.V4.Types;

/// <summary>Result of LOCK, CANCEL and UNLOCK: <c>cookie&lt;&gt; stat(4)</c>.</summary>
internal readonly record struct StatusResult<TWidth>(ReadOnlyMemory<byte> Cookie, NlmStatus Status) : IRpcResult
    where TWidth : INlmWidth
{
    /// <inheritdoc/>
    public uint StatusCode => (uint)Status;

    /// <inheritdoc/>
    public void Encode(XdrWriter writer)
    {
        writer.WriteOpaque(Cookie.Span);
        writer.WriteUInt32((uint)TWidth.Translate(Status));
    }
}

/// <summary>
/// Result of TEST: <c>cookie&lt;&gt; stat(4)</c>, if that is DENIED then <c>exclusive(4) svid(4) oh&lt;&gt; l_offset(8) l_len(8)</c> of a lock that is in the way.
/// </summary>
internal readonly record struct TestResult<TWidth>(ReadOnlyMemory<byte> Cookie, NlmStatus Status, ByteRangeLock? Holder) : IRpcResult
    where TWidth : INlmWidth
{
    /// <inheritdoc/>
    public uint StatusCode => (uint)Status;

    /// <inheritdoc/>
    public void Encode(XdrWriter writer)
    {
        writer.WriteOpaque(Cookie.Span);
        writer.WriteUInt32((uint)TWidth.Translate(Status));
        if (Holder is { } held)
        {
            var owner = held.Owner as RecordLockOwner;
            writer.WriteBool(held.IsExclusive);
            writer.WriteUInt32((uint)(owner?.Process ?? 0));
            writer.WriteOpaque(owner is null ? [] : Convert.FromHexString(owner.Handle));
            TWidth.Write(writer, held.Offset);
            TWidth.Write(writer, NlmLock.ToWireLength(held));
        }
    }
}

/// <summary>Result of SHARE and UNSHARE: <c>cookie&lt;&gt; stat(4) sequence(4)</c>.</summary>
internal readonly record struct ShareResult<TWidth>(ReadOnlyMemory<byte> Cookie, NlmStatus Status) : IRpcResult
    where TWidth : INlmWidth
{
    /// <inheritdoc/>
    public uint StatusCode => (uint)Status;

    /// <inheritdoc/>
    public void Encode(XdrWriter writer)
    {
        writer.WriteOpaque(Cookie.Span);
        writer.WriteUInt32((uint)TWidth.Translate(Status));
        writer.WriteUInt32(0);
    }
}
