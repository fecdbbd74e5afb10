using DittoFs.Protocols.Wire;

namespace DittoFs.Protocols.Portmap.V2.Types;

/// <summary>A program and its port (RFC 1833 §3.1, <c>mapping</c>): <c>prog(4) vers(4) prot(4) port(4)</c>.</summary>
internal readonly record struct PortMapping(uint Program, uint Version, uint Protocol, uint Port) : IWireDecodable<PortMapping>, IWireEncodable
{
    /// <summary>The number of TCP.</summary>
    public const uint Tcp = 6;

    /// <summary>The number of UDP.</summary>
    public const uint Udp = 17;

    /// <summary>The mapping of an entry.</summary>
    public static PortMapping Of(PortmapEntry entry) => new(entry.Program, entry.Version, entry.IsDatagram ? Udp : Tcp, (uint)entry.Endpoint.Port);

    /// <inheritdoc/>
    public static bool TryDecode(ref XdrReader reader, out PortMapping value)
    {
        uint version = 0, protocol = 0, port = 0;
        var read = reader.TryReadUInt32(out var program) && reader.TryReadUInt32(out version) && reader.TryReadUInt32(out protocol) && reader.TryReadUInt32(out port);
        value = new PortMapping(program, version, protocol, port);
        return read;
    }

    /// <inheritdoc/>
    public void Encode(XdrWriter writer)
    {
        writer.WriteUInt32(Program);
        writer.WriteUInt32(Version);
        writer.WriteUInt32(Protocol);
        writer.WriteUInt32(Port);
    }
}
