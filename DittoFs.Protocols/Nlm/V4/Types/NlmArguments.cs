using System.Text;
using DittoFs.Protocols.Wire;

namespace DittoFs.Protocols.Nlm.V4.Types;

/// <summary>Arguments of TEST: <c>cookie&lt;&gt; exclusive(4) nlm_lock</c>.</summary>
internal readonly record struct TestArgs<TWidth>(ReadOnlyMemory<byte> Cookie, bool IsExclusive, NlmLock Lock) : IWireDecodable<TestArgs<TWidth>>
    where TWidth : INlmWidth
{
    /// <inheritdoc/>
    public static bool TryDecode(ref XdrReader reader, out TestArgs<TWidth> value)
    {
        var isExclusive = false;
        NlmLock asked = default;
        var read = reader.TryReadOpaque(NlmLimits.ObjectBytesMax, out var cookie)
            && reader.TryReadBool(out isExclusive)
            && NlmLock.TryDecode<TWidth>(ref reader, out asked);
        value = new TestArgs<TWidth>(cookie, isExclusive, asked);
        return read;
    }
}

/// <summary>Arguments of LOCK and NM_LOCK: <c>cookie&lt;&gt; block(4) exclusive(4) nlm_lock reclaim(4) state(4)</c>.</summary>
internal readonly record struct LockArgs<TWidth>(ReadOnlyMemory<byte> Cookie, bool Blocks, bool IsExclusive, NlmLock Lock, bool IsReclaim, int State)
    : IWireDecodable<LockArgs<TWidth>>
    where TWidth : INlmWidth
{
    /// <inheritdoc/>
    public static bool TryDecode(ref XdrReader reader, out LockArgs<TWidth> value)
    {
        bool blocks = false, isExclusive = false, isReclaim = false;
        NlmLock asked = default;
        uint state = 0;
        var read = reader.TryReadOpaque(NlmLimits.ObjectBytesMax, out var cookie)
            && reader.TryReadBool(out blocks)
            && reader.TryReadBool(out isExclusive)
            && NlmLock.TryDecode<TWidth>(ref reader, out asked)
            && reader.TryReadBool(out isReclaim)
            && reader.TryReadUInt32(out state);
        value = new LockArgs<TWidth>(cookie, blocks, isExclusive, asked, isReclaim, (int)state);
        return read;
    }
}

/// <summary>Arguments of CANCEL: <c>cookie&lt;&gt; block(4) exclusive(4) nlm_lock</c>, those of the LOCK that is cancelled.</summary>
internal readonly record struct CancelArgs<TWidth>(ReadOnlyMemory<byte> Cookie, bool IsExclusive, NlmLock Lock) : IWireDecodable<CancelArgs<TWidth>>
    where TWidth : INlmWidth
{
    /// <inheritdoc/>
    public static bool TryDecode(ref XdrReader reader, out CancelArgs<TWidth> value)
    {
        var isExclusive = false;
        NlmLock asked = default;
        var read = reader.TryReadOpaque(NlmLimits.ObjectBytesMax, out var cookie)
            && reader.TryReadBool(out _)
            && reader.TryReadBool(out isExclusive)
            && NlmLock.TryDecode<TWidth>(ref reader, out asked);
        value = new CancelArgs<TWidth>(cookie, isExclusive, asked);
        return read;
    }
}

/// <summary>Arguments of UNLOCK: <c>cookie&lt;&gt; nlm_lock</c>.</summary>
internal readonly record struct UnlockArgs<TWidth>(ReadOnlyMemory<byte> Cookie, NlmLock Lock) : IWireDecodable<UnlockArgs<TWidth>>
    where TWidth : INlmWidth
{
    /// <inheritdoc/>
    public static bool TryDecode(ref XdrReader reader, out UnlockArgs<TWidth> value)
    {
        NlmLock asked = default;
        var read = reader.TryReadOpaque(NlmLimits.ObjectBytesMax, out var cookie) && NlmLock.TryDecode<TWidth>(ref reader, out asked);
        value = new UnlockArgs<TWidth>(cookie, asked);
        return read;
    }
}

/// <summary>Arguments of GRANTED_RES: <c>cookie&lt;&gt; stat(4)</c>.</summary>
internal readonly record struct GrantedResultArgs(ReadOnlyMemory<byte> Cookie, NlmStatus Status) : IWireDecodable<GrantedResultArgs>
{
    /// <inheritdoc/>
    public static bool TryDecode(ref XdrReader reader, out GrantedResultArgs value)
    {
        uint status = 0;
        var read = reader.TryReadOpaque(NlmLimits.ObjectBytesMax, out var cookie) && reader.TryReadUInt32(out status);
        value = new GrantedResultArgs(cookie, (NlmStatus)status);
        return read;
    }
}

/// <summary>
/// Arguments of SHARE and UNSHARE: <c>cookie&lt;&gt; caller_name&lt;&gt; fh&lt;&gt; oh&lt;&gt; mode(4) access(4) reclaim(4)</c>. Mode, what others may not do, and access are
/// 1 for reading plus 2 for writing.
/// </summary>
internal readonly record struct ShareArgs(
    ReadOnlyMemory<byte> Cookie, string CallerName, ReadOnlyMemory<byte> Handle, ReadOnlyMemory<byte> OwnerHandle, uint Denies, uint Access, bool IsReclaim)
    : IWireDecodable<ShareArgs>
{
    private const uint BothMax = 3;

    /// <inheritdoc/>
    public static bool TryDecode(ref XdrReader reader, out ShareArgs value)
    {
        ReadOnlyMemory<byte> name = default, handle = default, owner = default;
        uint mode = 0, access = 0;
        var isReclaim = false;
        var read = reader.TryReadOpaque(NlmLimits.ObjectBytesMax, out var cookie)
            && reader.TryReadOpaque(NlmLimits.NameBytesMax, out name)
            && reader.TryReadOpaque(NlmLimits.HandleBytesMax, out handle)
            && reader.TryReadOpaque(NlmLimits.ObjectBytesMax, out owner)
            && reader.TryReadUInt32(out mode) && mode <= BothMax
            && reader.TryReadUInt32(out access) && access <= BothMax
            && reader.TryReadBool(out isReclaim);
        value = new ShareArgs(cookie, Encoding.UTF8.GetString(name.Span), handle, owner, mode, access, isReclaim);
        return read;
    }
}

/// <summary>Arguments of FREE_ALL: <c>name&lt;&gt; state(4)</c>.</summary>
internal readonly record struct FreeAllArgs(string Name) : IWireDecodable<FreeAllArgs>
{
    /// <inheritdoc/>
    public static bool TryDecode(ref XdrReader reader, out FreeAllArgs value)
    {
        var read = reader.TryReadOpaque(NlmLimits.NameBytesMax, out var name) && reader.TryReadUInt32(out _);
        value = new FreeAllArgs(Encoding.UTF8.GetString(name.Span));
        return read;
    }
}
