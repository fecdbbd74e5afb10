using System.Net;
using System.Net.Sockets;

namespace DittoFs.Web.ControlPlane.Shares;

/// <summary>Reads networks as people write them.</summary>
internal static class Cidr
{
    /// <summary>A network in CIDR notation without bits beyond its prefix, or one address.</summary>
    public static bool TryParse(string text, out IPNetwork network)
    {
        var trimmed = text.Trim();
        if (!trimmed.Contains('/', StringComparison.Ordinal) && IPAddress.TryParse(trimmed, out var address))
        {
            network = new IPNetwork(address, address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128);
            return true;
        }

        // The framework clears bits beyond the prefix; here they are more likely a slip in the address or in the prefix.
        return IPNetwork.TryParse(trimmed, out network) && IPAddress.Parse(trimmed.Split('/')[0]).Equals(network.BaseAddress);
    }
}
