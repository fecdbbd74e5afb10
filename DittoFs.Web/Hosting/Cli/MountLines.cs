using System.Net;
using System.Net.Sockets;
using DittoFs.Storage.Primitives;
using DittoFs.Web.Hosting.Lifecycle;

namespace DittoFs.Web.Hosting.Cli;

/// <summary>The commands that use a share, ready to be copied.</summary>
internal static class MountLines
{
    /// <summary>Writes how to look at <paramref name="share"/> without rights, and how to mount it.</summary>
    public static void WriteNfs(TextWriter output, ShareName share, BoundEndpoint nfs)
    {
        var host = Reachable(nfs);
        output.WriteLine($"  look    nfs-ls 'nfs://{host}/{share}?version=3&nfsport={nfs.Port}&mountport={nfs.Port}'{Missing("nfs-ls", "libnfs-utils")}");
        output.WriteLine(
            $"  mount   sudo mount -t nfs -o vers=3,tcp,port={nfs.Port},mountport={nfs.Port},nolock,nosuid,nodev {host}:/{share} /mnt{Missing("mount.nfs", "nfs-common")}");
    }

    /// <summary>Writes how <paramref name="user"/> looks at <paramref name="share"/> over SMB, and how to mount it.</summary>
    public static void WriteSmb(TextWriter output, ShareName share, BoundEndpoint smb, string user)
    {
        var host = Reachable(smb).Trim('[', ']');
        output.WriteLine($"  look    smbclient -p {smb.Port} -U {user} -c ls //{host}/{share}{Missing("smbclient", "smbclient")}");
        output.WriteLine(
            $"  mount   sudo mount -t cifs -o port={smb.Port},username={user},uid=$(id -u),gid=$(id -g),nosuid,nodev //{host}/{share} /mnt{Missing("mount.cifs", "cifs-utils")}");
    }

    /// <summary>How a program on this machine, or for an address of the network any program, names <paramref name="endpoint"/>'s host.</summary>
    public static string Reachable(BoundEndpoint endpoint)
    {
        var address = endpoint.Address.Equals(IPAddress.Any) ? IPAddress.Loopback : endpoint.Address.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback : endpoint.Address;
        return address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString();
    }

    private static string Missing(string program, string package) => IsInstalled(program) ? "" : $"   (first: apt-get install {package})";

    // sbin too: mount finds its helper there although it is not in an ordinary user's PATH.
    private static bool IsInstalled(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Concat(["/sbin", "/usr/sbin"])
        .Any(directory => directory.Length > 0 && File.Exists(Path.Combine(directory, program)));
}
