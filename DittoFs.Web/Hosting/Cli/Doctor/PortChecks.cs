using System.Globalization;
using System.Net;
using System.Net.Sockets;
using DittoFs.Web.Hosting.Lifecycle;
using DittoFs.Web.Hosting.Settings;

namespace DittoFs.Web.Hosting.Cli.Doctor;

/// <summary>Whether a server that does not run yet could listen where it is to.</summary>
internal static class PortChecks
{
    private const int NfsPort = 2049;
    private const int PortmapperPort = 111;

    /// <summary>Looks.</summary>
    public static IEnumerable<Finding> Run(ServerSettings settings)
    {
        var nfs = settings.Nfs.ListenAddresses.Count == 0 ? [IPAddress.Loopback] : settings.Nfs.ListenAddresses.Select(IPAddress.Parse);
        var smb = settings.Smb.ListenAddresses.Count == 0 ? [IPAddress.Loopback] : settings.Smb.ListenAddresses.Select(IPAddress.Parse);
        var portmapper = settings.Nfs.PortmapPort ?? (settings.Nfs.Port == NfsPort ? PortmapperPort : 0);
        return
        [
            .. settings.Nfs.Enabled ? nfs.Select(address => Listen("nfs", new IPEndPoint(address, settings.Nfs.Port), "--nfs-port", "--listen")) : [],
            .. settings.Nfs.Enabled && portmapper != 0 ? [Portmapper(portmapper)] : (IEnumerable<Finding>)[],
            .. settings.Nfs.Enabled ? KernelServer() : [],
            .. settings.Smb.Enabled ? smb.Select(address => Smb(new IPEndPoint(address, settings.Smb.Port), settings.Smb.FallbackPort)) : [],
            .. settings.Http.ListenAddresses.Select(address => Listen("http", new IPEndPoint(address, settings.Http.Port), "--http-port", "--http-listen")),
        ];
    }

    private static Finding Listen(string part, IPEndPoint endpoint, string portOption, string addressOption) => Try(endpoint) is { } exception
        ? Finding.Failure($"port of {part}", PortFailure.Describe([endpoint], exception, portOption, addressOption), "As it says.")
        : Finding.Good($"port of {part}", $"{endpoint} is free");

    private static Finding Smb(IPEndPoint endpoint, int fallback) =>
        Try(endpoint) is { SocketErrorCode: SocketError.AccessDenied } && fallback != 0
            ? Finding.Warning(
                "port of smb",
                $"{endpoint} needs a right that this user lacks, so {fallback} is taken",
                "Windows before 11 24H2 looks for 445 only: give the program CAP_NET_BIND_SERVICE, as deploy/systemd does.")
            : Listen("smb", endpoint, "--smb-port", "--listen");

    private static Finding Portmapper(int port) => Try(new IPEndPoint(IPAddress.Any, port)) switch
    {
        null => Finding.Good("portmapper", $"port {port} is free"),
        { SocketErrorCode: SocketError.AddressAlreadyInUse } => Finding.Warning(
            "portmapper",
            $"port {port} is taken, most often by rpcbind",
            "The server asks rpcbind to take its registrations, which it does for root only (or with -i). Else clients name the ports, or: systemctl disable --now rpcbind.socket rpcbind"),
        { SocketErrorCode: SocketError.AccessDenied } => Finding.Warning(
            "portmapper", $"port {port} needs a right that this user lacks", "Clients then have to name the ports when they mount. Give the program CAP_NET_BIND_SERVICE, as deploy/systemd does."),
        var other => Finding.Warning("portmapper", other.Message, "Clients then have to name the ports when they mount."),
    };

    private static IEnumerable<Finding> KernelServer()
    {
        const string threads = "/proc/fs/nfsd/threads";
        try
        {
            return File.Exists(threads) && int.Parse(File.ReadAllText(threads), CultureInfo.InvariantCulture) > 0
                ? [Finding.Failure("kernel's NFS server", "it runs, and has port 2049", "Run: systemctl disable --now nfs-server")]
                : [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static SocketException? Try(IPEndPoint endpoint)
    {
        using var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(endpoint);
            socket.Listen();
            return null;
        }
        catch (SocketException exception)
        {
            return exception;
        }
    }
}
