using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace DittoFs.Protocols.Portmap;

/// <summary>Where one version of a program is served.</summary>
/// <param name="Program">The program.</param>
/// <param name="Version">Its version.</param>
/// <param name="IsDatagram">True for UDP.</param>
/// <param name="Endpoint">The address that is listened on, which may stand for all of the machine's, and the port.</param>
internal sealed record PortmapEntry(uint Program, uint Version, bool IsDatagram, IPEndPoint Endpoint)
{
    /// <summary>Who registers, as it stands in lists.</summary>
    public const string Owner = "dittofs";

    /// <summary>True for IPv6.</summary>
    public bool IsIPv6 => Endpoint.AddressFamily == AddressFamily.InterNetworkV6;

    /// <summary>The transport's name in RFC 5665 §5.2.</summary>
    public string NetworkId => (IsDatagram, IsIPv6) switch
    {
        (false, false) => "tcp",
        (false, true) => "tcp6",
        (true, false) => "udp",
        (true, true) => "udp6",
    };

    /// <summary>The universal address (RFC 5665 §5.2.3): the address, then the high and the low byte of the port, separated by dots.</summary>
    /// <param name="reached">The address that the client reached this server by; it stands in for one that stands for all.</param>
    public string FormatAddress(IPAddress? reached)
    {
        var stands = Endpoint.Address.Equals(IPAddress.Any) || Endpoint.Address.Equals(IPAddress.IPv6Any);
        var address = stands && reached?.AddressFamily == Endpoint.AddressFamily ? reached : Endpoint.Address;
        return string.Create(CultureInfo.InvariantCulture, $"{address}.{Endpoint.Port >> 8}.{Endpoint.Port & 0xFF}");
    }

    /// <summary>The port of a universal address; false for text that is none.</summary>
    public static bool TryReadPort(string address, out int port)
    {
        port = 0;
        var parts = address.Split('.');
        if (parts.Length < 3 || !byte.TryParse(parts[^2], CultureInfo.InvariantCulture, out var high) || !byte.TryParse(parts[^1], CultureInfo.InvariantCulture, out var low))
        {
            return false;
        }

        port = (high << 8) | low;
        return true;
    }
}
