using System.Text;
using DittoFs.Protocols.Wire;
using DittoFs.Storage.Locking;

namespace DittoFs.Protocols.Nlm.V4.Types;

/// <summary>
/// A range of a file and who it is for (<c>nlm4_lock</c>): <c>caller_name&lt;&gt; fh&lt;&gt; oh&lt;&gt; svid(4) l_offset(8) l_len(8)</c>, the last two of 4 bytes
/// below version 4.
/// </summary>
/// <param name="CallerName">What the client calls itself.</param>
/// <param name="Handle">The file's handle.</param>
/// <param name="OwnerHandle">What tells the client its owners apart.</param>
/// <param name="Process">The client's number of the process.</param>
/// <param name="Offset">Where the range begins.</param>
/// <param name="Length">How many bytes; 0 for all that follow.</param>
internal readonly record struct NlmLock(
    string CallerName, ReadOnlyMemory<byte> Handle, ReadOnlyMemory<byte> OwnerHandle, int Process, ulong Offset, ulong Length)
{
    /// <summary>Stands for a range without an end: it stops short of what can't be counted.</summary>
    private const ulong EndlessEnd = ulong.MaxValue - 1;

    /// <summary>True if the range passes the largest offset that a file has.</summary>
    public bool IsTooBig => Offset > NlmLimits.OffsetMax || (Length > 0 && Length - 1 > NlmLimits.OffsetMax - Offset);

    /// <summary>Reads a lock.</summary>
    public static bool TryDecode<TWidth>(ref XdrReader reader, out NlmLock value)
        where TWidth : INlmWidth
    {
        ReadOnlyMemory<byte> handle = default, owner = default;
        uint process = 0;
        ulong offset = 0, length = 0;
        var read = reader.TryReadOpaque(NlmLimits.NameBytesMax, out var name)
            && reader.TryReadOpaque(NlmLimits.HandleBytesMax, out handle)
            && reader.TryReadOpaque(NlmLimits.ObjectBytesMax, out owner)
            && reader.TryReadUInt32(out process)
            && TWidth.TryRead(ref reader, out offset)
            && TWidth.TryRead(ref reader, out length);
        value = new NlmLock(Encoding.UTF8.GetString(name.Span), handle, owner, (int)process, offset, length);
        return read;
    }

    /// <summary>The range as the storage counts it. Not for one that <see cref="IsTooBig"/>.</summary>
    public RangeRequest ToRange(bool isExclusive) => new(Offset, Length == 0 ? EndlessEnd - Offset + 1 : Length, isExclusive);

    /// <summary>The length of a lock on the wire: 0 for one without an end.</summary>
    public static ulong ToWireLength(ByteRangeLock held) => held.Length > 0 && held.Offset + (held.Length - 1) > NlmLimits.OffsetMax ? 0 : held.Length;

    /// <summary>Writes a lock.</summary>
    public void Encode<TWidth>(XdrWriter writer)
        where TWidth : INlmWidth
    {
        writer.WriteOpaque(Encoding.UTF8.GetBytes(CallerName));
        writer.WriteOpaque(Handle.Span);
        writer.WriteOpaque(OwnerHandle.Span);
        writer.WriteUInt32((uint)Process);
        TWidth.Write(writer, Offset);
        TWidth.Write(writer, Length);
    }
}
