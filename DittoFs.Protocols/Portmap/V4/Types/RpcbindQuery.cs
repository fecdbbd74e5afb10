using System.Text;
using DittoFs.Protocols.Rpc;
using DittoFs.Protocols.Wire;

namespace DittoFs.Protocols.Portmap.V4.Types;

/// <summary>What is asked for or told (RFC 1833 §2.1, <c>rpcb</c>): <c>r_prog(4) r_vers(4) r_netid&lt;&gt; r_addr&lt;&gt; r_owner&lt;&gt;</c>.</summary>
internal readonly record struct RpcbindQuery(uint Program, uint Version, string NetworkId, string Address, string Owner) : IWireDecodable<RpcbindQuery>, IWireEncodable
{
    private const int TextBytesMax = 256;

    /// <summary>An entry, as a client is told of it.</summary>
    public static RpcbindQuery Of(PortmapEntry entry) => new(entry.Program, entry.Version, entry.NetworkId, entry.FormatAddress(null), PortmapEntry.Owner);

    /// <inheritdoc/>
    public static bool TryDecode(ref XdrReader reader, out RpcbindQuery value)
    {
        uint version = 0;
        ReadOnlyMemory<byte> netid = default, address = default, owner = default;
        var read = reader.TryReadUInt32(out var program)
            && reader.TryReadUInt32(out version)
            && reader.TryReadOpaque(TextBytesMax, out netid)
            && reader.TryReadOpaque(TextBytesMax, out address)
            && reader.TryReadOpaque(TextBytesMax, out owner);
        value = new RpcbindQuery(program, version, Text(netid), Text(address), Text(owner));
        return read;
    }

    /// <inheritdoc/>
    public void Encode(XdrWriter writer)
    {
        writer.WriteUInt32(Program);
        writer.WriteUInt32(Version);
        writer.WriteOpaque(Encoding.ASCII.GetBytes(NetworkId));
        writer.WriteOpaque(Encoding.ASCII.GetBytes(Address));
        writer.WriteOpaque(Encoding.ASCII.GetBytes(Owner));
    }

    /// <summary>The transport that is meant: the one that is named, or else the one that the call came over.</summary>
    public (bool IsDatagram, bool IsIPv6) ResolveTransport(RpcCall call, bool cameByDatagram) => NetworkId switch
    {
        "tcp" => (false, false),
        "tcp6" => (false, true),
        "udp" => (true, false),
        "udp6" => (true, true),
        _ => (cameByDatagram, call.Peer.Address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6),
    };

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.ASCII.GetString(bytes.Span);
}
