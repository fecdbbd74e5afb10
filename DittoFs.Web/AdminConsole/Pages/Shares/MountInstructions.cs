using System.Net;

namespace DittoFs.Web.AdminConsole.Pages.Shares;

/// <summary>Something to copy that uses a share.</summary>
/// <param name="Title">Where it goes.</param>
/// <param name="Text">What to copy.</param>
/// <param name="Note">What must be known first.</param>
internal sealed record MountInstruction(string Title, string Text, string? Note = null);

/// <summary>Writes how a share is mounted, with this server's own name and port.</summary>
/// <param name="host">The server as the reader's machine can reach it.</param>
/// <param name="port">The NFS port, which also answers MOUNT.</param>
/// <param name="share">The share's name.</param>
/// <param name="offersLocks">True if clients find the ports by themselves and can lock.</param>
internal sealed class MountInstructions(string host, int port, string share, bool offersLocks)
{
    private readonly string options = offersLocks ? "vers=3,tcp" : $"vers=3,tcp,port={port},mountport={port},nolock";

    /// <summary>Every way, by platform.</summary>
    public IReadOnlyList<(string Platform, IReadOnlyList<MountInstruction> Ways)> All =>
    [
        ("Linux", [Linux, Fstab, Automount]),
        ("macOS", [MacOs]),
        ("Kubernetes", [PersistentVolume]),
        ("Without mounting", [UserSpace]),
    ];

    private MountInstruction Linux => new(
        "Once, from a shell",
        $"sudo mkdir -p /mnt/{share}\nsudo mount -t nfs -o {options},nosuid,nodev {host}:/{share} /mnt/{share}",
        "Needs the package nfs-common (Debian, Ubuntu) or nfs-utils (Fedora, SUSE).");

    private MountInstruction Fstab => new("At every start: a line of /etc/fstab", $"{host}:/{share} /mnt/{share} nfs {options},nosuid,nodev,_netdev 0 0");

    private MountInstruction Automount => new(
        "When first used: systemd, by a line of /etc/fstab",
        $"{host}:/{share} /mnt/{share} nfs {options},nosuid,nodev,noauto,x-systemd.automount,x-systemd.idle-timeout=10min,_netdev 0 0",
        "Then: sudo systemctl daemon-reload && sudo systemctl restart remote-fs.target");

    private MountInstruction MacOs => new(
        "From Terminal", $"mkdir -p ~/{share}\nsudo mount -t nfs -o {(offersLocks ? options : options + "s")},resvport {host}:/{share} ~/{share}");

    private MountInstruction PersistentVolume => new(
        "A persistent volume",
        $"""
        apiVersion: v1
        kind: PersistentVolume
        metadata:
          name: {share.ToLowerInvariant().Replace('_', '-').Replace('.', '-')}
        spec:
          capacity:
            storage: 100Gi
          accessModes: [ReadWriteMany]
          mountOptions: [{options.Replace(",", ", ", StringComparison.Ordinal)}]
          nfs:
            server: {host.Trim('[', ']')}
            path: /{share}
        """);

    private MountInstruction UserSpace => new(
        "List it as an ordinary user", $"nfs-ls 'nfs://{host}/{share}?version=3&nfsport={port}&mountport={port}'", "Needs the package libnfs-utils.");

    /// <summary>The host to name: the one that the browser used, unless the server listens on other addresses only.</summary>
    /// <param name="browserHost">The host of the console's address.</param>
    /// <param name="endpoints">What the NFS server listens on.</param>
    public static string ChooseHost(string browserHost, IReadOnlyList<IPEndPoint> endpoints)
    {
        var any = endpoints.Any(endpoint => endpoint.Address.Equals(IPAddress.Any) || endpoint.Address.Equals(IPAddress.IPv6Any));
        var first = endpoints.Count > 0 ? endpoints[0].Address : null;
        return any || first is null ? browserHost : first.ToString().Contains(':', StringComparison.Ordinal) ? $"[{first}]" : first.ToString();
    }

    /// <summary>True if no other machine can reach the server.</summary>
    public static bool IsLocalOnly(IReadOnlyList<IPEndPoint> endpoints) => endpoints.Count > 0 && endpoints.All(endpoint => IPAddress.IsLoopback(endpoint.Address));
}
