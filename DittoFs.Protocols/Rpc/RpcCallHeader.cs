using DittoFs.Protocols.Wire;

namespace DittoFs.Protocols.Rpc;

/// <summary>
/// What stands in front of a call's arguments (RFC 5531 §9).
/// <code>
/// xid(4) type=0(4) rpcvers(4) program(4) version(4) procedure(4)
/// credential: flavor(4) length(4) body, verifier: flavor(4) length(4) body
/// </code>
/// </summary>
/// <param name="Xid">The number that the client tells its calls apart by.</param>
/// <param name="RpcVersion">2, or the rest was not read.</param>
/// <param name="Program">Which program.</param>
/// <param name="Version">Which version of it.</param>
/// <param name="Procedure">Which of its procedures.</param>
/// <param name="Flavor">How <paramref name="Credential"/> is to be read.</param>
/// <param name="Credential">The credential's body, a slice of the record.</param>
internal readonly record struct RpcCallHeader(
    uint Xid, uint RpcVersion, uint Program, uint Version, uint Procedure, RpcAuthFlavor Flavor, ReadOnlyMemory<byte> Credential)
    : IWireDecodable<RpcCallHeader>
{
    /// <summary>The version of RPC that is spoken.</summary>
    public const uint RpcVersionSpoken = 2;

    /// <summary>The longest body of a credential or verifier (RFC 5531 §8.2).</summary>
    private const int AuthBodyBytesMax = 400;

    /// <inheritdoc/>
    public static bool TryDecode(ref XdrReader reader, out RpcCallHeader value)
    {
        value = default;
        if (!reader.TryReadUInt32(out var xid)
            || !reader.TryReadUInt32(out var type)
            || type != (uint)RpcMessageType.Call
            || !reader.TryReadUInt32(out var rpcVersion))
        {
            return false;
        }

        value = new RpcCallHeader { Xid = xid, RpcVersion = rpcVersion };
        return rpcVersion != RpcVersionSpoken || TryDecodeBody(ref reader, xid, out value);
    }

    private static bool TryDecodeBody(ref XdrReader reader, uint xid, out RpcCallHeader value)
    {
        value = default;
        if (!reader.TryReadUInt32(out var program)
            || !reader.TryReadUInt32(out var version)
            || !reader.TryReadUInt32(out var procedure)
            || !reader.TryReadUInt32(out var flavor)
            || !reader.TryReadOpaque(AuthBodyBytesMax, out var credential)
            || !reader.TryReadUInt32(out _)
            || !reader.TryReadOpaque(AuthBodyBytesMax, out _))
        {
            return false;
        }

        value = new RpcCallHeader(xid, RpcVersionSpoken, program, version, procedure, (RpcAuthFlavor)flavor, credential);
        return true;
    }
}
