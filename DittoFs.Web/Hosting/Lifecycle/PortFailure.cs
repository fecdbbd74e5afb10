using System.Net;
using System.Net.Sockets;

namespace DittoFs.Web.Hosting.Lifecycle;

/// <summary>Says why an address could not be listened on, and what to do.</summary>
internal static class PortFailure
{
    /// <summary>The reason that <paramref name="exception"/> or a cause of it gives.</summary>
    /// <param name="endpoints">What was to be bound.</param>
    /// <param name="exception">The failure.</param>
    /// <param name="portOption">The command-line option that chooses another port.</param>
    /// <param name="addressOption">The command-line option that chooses another address.</param>
    public static string Describe(IEnumerable<IPEndPoint> endpoints, Exception exception, string portOption, string addressOption)
    {
        var where = string.Join(" and ", endpoints);
        var port = endpoints.Select(endpoint => endpoint.Port).FirstOrDefault();
        return SocketErrorOf(exception) switch
        {
            SocketError.AddressAlreadyInUse =>
                $"{where} is taken by another program{Suspect(port)}; as root, ss -ltnp 'sport = :{port}' names it. Stop it, or choose another port with {portOption}.",
            SocketError.AccessDenied => $"{where} needs a right that this user lacks: ports below 1024 are for root. Choose another port with {portOption}.",
            SocketError.AddressNotAvailable => $"This machine has no address for {where}. Choose another with {addressOption}.",
            _ => $"{where} can't be listened on: {exception.Message}",
        };
    }

    private static SocketError? SocketErrorOf(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is SocketException socket)
            {
                return socket.SocketErrorCode;
            }
        }

        return null;
    }

    private static string Suspect(int port) => port switch
    {
        2049 => " (often the kernel's own NFS server, or another DittoFs)",
        8080 => " (many web servers use this port)",
        _ => "",
    };
}
