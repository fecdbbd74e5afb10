using DittoFs.Protocols.Wire;
using DittoFs.Storage.Primitives;

namespace DittoFs.Protocols.Rpc;

/// <summary>
/// The body of an AUTH_SYS credential (RFC 5531 appendix A): <c>stamp(4) machinename&lt;255&gt; uid(4) gid(4) gids&lt;16&gt;</c>.
/// It is a claim that nothing proves.
/// </summary>
internal static class AuthSys
{
    /// <summary>Bytes in front that say nothing about the identity and may change from call to call.</summary>
    public const int StampBytes = sizeof(uint);

    private const int MachineNameBytesMax = 255;
    private const uint GroupsMax = 16;

    /// <summary>Reads the identity out of <paramref name="body"/>.</summary>
    public static bool TryDecode(ReadOnlyMemory<byte> body, out Caller caller)
    {
        caller = Caller.Anonymous;
        var reader = new XdrReader(body);
        if (!reader.TryReadUInt32(out _)
            || !reader.TryReadOpaque(MachineNameBytesMax, out _)
            || !reader.TryReadUInt32(out var uid)
            || !reader.TryReadUInt32(out var gid)
            || !TryReadGroups(ref reader, out var groups))
        {
            return false;
        }

        caller = new Caller(uid, gid, groups);
        return true;
    }

    private static bool TryReadGroups(ref XdrReader reader, out uint[] groups)
    {
        groups = [];
        if (!reader.TryReadUInt32(out var count) || count > GroupsMax)
        {
            return false;
        }

        groups = new uint[count];
        for (var i = 0; i < groups.Length; i++)
        {
            if (!reader.TryReadUInt32(out groups[i]))
            {
                return false;
            }
        }

        return true;
    }
}
