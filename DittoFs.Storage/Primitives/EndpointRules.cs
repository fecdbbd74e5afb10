using System.Collections.Frozen;
using System.Net;
using System.Net.Sockets;

namespace DittoFs.Storage.Primitives;

/// <summary>
/// Hosts that no store is behind: link-local addresses, and those where clouds tell machines about themselves, credentials included. Whoever may type the address of a store could make
/// the server ask there, with the server's own place in the network.
/// </summary>
public static class EndpointRules
{
    private static readonly IPNetwork[] Forbidden =
    [
        IPNetwork.Parse("169.254.0.0/16"),     // RFC 3927: link-local, and the metadata of AWS, Azure, Google, Oracle and others
        IPNetwork.Parse("100.100.100.200/32"), // Alibaba
        IPNetwork.Parse("168.63.129.16/32"),   // Azure's host of a machine
        IPNetwork.Parse("fe80::/10"),          // RFC 4291 §2.5.6: link-local
        IPNetwork.Parse("fd00:ec2::/32"),      // AWS
        IPNetwork.Parse("fd20:ce::/32"),       // Google
    ];

    private static readonly FrozenSet<string> Names = new[]
    {
        "metadata", "metadata.google.internal", "metadata.goog", "instance-data", "instance-data.ec2.internal", "metadata.azure.internal", "metadata.tencentyun.com",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    // RFC 6052: an IPv4 address at the end.
    private static readonly IPNetwork Translated = IPNetwork.Parse("64:ff9b::/96");

    /// <summary>Whether <paramref name="address"/> is such an address, in whatever form it is written.</summary>
    public static bool IsForbidden(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : Translated.Contains(address) ? new IPAddress(address.GetAddressBytes().AsSpan(12)) : address;
        return Array.Exists(Forbidden, network => network.Contains(plain));
    }

    /// <summary>Whether <paramref name="host"/>, a name or an address, is one of them by what is written alone.</summary>
    public static bool IsForbidden(string host)
    {
        var plain = host.Trim('[', ']').TrimEnd('.');
        return IPAddress.TryParse(plain, out var address) ? IsForbidden(address) : Names.Contains(plain);
    }

    /// <summary>The addresses that <paramref name="host"/> has now.</summary>
    /// <exception cref="StorageStartException">One of them is forbidden: then none is used, since the next answer may have it alone.</exception>
    /// <exception cref="SocketException">The name has no address, or can't be looked up.</exception>
    public static async Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        var addresses = await Dns.GetHostAddressesAsync(host, cancellationToken).ConfigureAwait(false);
        return !IsForbidden(host) && !Array.Exists(addresses, IsForbidden)
            ? addresses
            : throw new StorageStartException($"{host} is a link-local address or one where a cloud tells about its machines, and no store is asked there. Stores:AllowLinkLocal allows it.");
    }

    /// <summary>Looks <paramref name="host"/> up before others connect to it.</summary>
    /// <exception cref="StorageStartException">It is forbidden.</exception>
    public static async Task EnsureAllowedAsync(string host, CancellationToken cancellationToken)
    {
        try
        {
            await ResolveAsync(host, cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException)
        {
            // Connecting fails in the same way, and says so in its own words.
        }
    }

    /// <summary>Connects to <paramref name="endpoint"/> when it may be connected to.</summary>
    /// <exception cref="StorageStartException">It may not.</exception>
    /// <exception cref="SocketException">It can't be reached.</exception>
    public static async ValueTask<Stream> ConnectAsync(DnsEndPoint endpoint, CancellationToken cancellationToken)
    {
        // What was checked is what is connected to: a second look-up could answer otherwise.
        var addresses = await ResolveAsync(endpoint.Host, cancellationToken).ConfigureAwait(false);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, endpoint.Port, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
