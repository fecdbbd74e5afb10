using DittoFs.Protocols.Wire;
using DittoFs.Storage.Files;

namespace DittoFs.Protocols.Nfs.V3.Types;

/// <summary>
/// Attributes to set (RFC 1813 §2.6, <c>sattr3</c>): mode?, uid?, gid?, size?, then how to set the access and the modification time
/// (0 keep, 1 the server's time, 2 the given time).
/// </summary>
/// <param name="Changes">What to set.</param>
/// <param name="IsValid">False when a time names none; the procedure answers NFS3ERR_INVAL.</param>
internal readonly record struct Sattr3(AttributeChanges Changes, bool IsValid) : IWireDecodable<Sattr3>
{
    private const uint ModeBits = 0xFFF;

    /// <inheritdoc/>
    public static bool TryDecode(ref XdrReader reader, out Sattr3 value)
    {
        value = default;
        if (!TryReadOptional(ref reader, out var mode)
            || !TryReadOptional(ref reader, out var uid)
            || !TryReadOptional(ref reader, out var gid)
            || !TryReadSize(ref reader, out var size)
            || !TryReadTime(ref reader, out var accessTime, out var accessValid)
            || !TryReadTime(ref reader, out var modifyTime, out var modifyValid))
        {
            return false;
        }

        var changes = new AttributeChanges
        {
            Mode = mode & ModeBits, Uid = uid, Gid = gid, Size = size, AccessTime = accessTime, ModifyTime = modifyTime,
        };
        value = new Sattr3(changes, accessValid && modifyValid);
        return true;
    }

    private static bool TryReadOptional(ref XdrReader reader, out uint? value)
    {
        value = null;
        if (!reader.TryReadBool(out var present))
        {
            return false;
        }

        uint number = 0;
        var read = !present || reader.TryReadUInt32(out number);
        value = present ? number : null;
        return read;
    }

    private static bool TryReadSize(ref XdrReader reader, out ulong? value)
    {
        value = null;
        if (!reader.TryReadBool(out var present))
        {
            return false;
        }

        ulong number = 0;
        var read = !present || reader.TryReadUInt64(out number);
        value = present ? number : null;
        return read;
    }

    private static bool TryReadTime(ref XdrReader reader, out TimeChange change, out bool isValid)
    {
        (change, isValid) = (default, true);
        if (!reader.TryReadUInt32(out var how) || how > (uint)TimeChangeKind.ClientTime)
        {
            return false;
        }

        if (how != (uint)TimeChangeKind.ClientTime)
        {
            change = new TimeChange((TimeChangeKind)how);
            return true;
        }

        var read = NfsTime.TryDecode(ref reader, out var time);
        isValid = time.IsValid;
        change = TimeChange.To(time.ToTimestamp());
        return read;
    }
}
