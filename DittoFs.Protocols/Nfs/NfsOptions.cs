using DittoFs.Storage.Primitives;

namespace DittoFs.Protocols.Nfs;

/// <summary>Settings of the NFS server.</summary>
public sealed class NfsOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Nfs";

    /// <summary>The port that clients expect NFS on.</summary>
    public const int StandardPort = 2049;

    /// <summary>The port that clients expect the portmapper on.</summary>
    public const int PortmapStandardPort = 111;

    /// <summary>False keeps the server from starting.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>The TCP port of NFS and MOUNT; 0 lets the system choose.</summary>
    public int Port { get; set; } = StandardPort;

    /// <summary>IP addresses to listen on. Empty means 127.0.0.1: nothing is reachable from outside unless told.</summary>
    public IReadOnlyList<string> ListenAddresses { get; set; } = [];

    /// <summary>
    /// The port of the portmapper, over TCP and UDP, which tells clients where the programs are; 0 for none. Null means 111 when <see cref="Port"/> is 2049, and
    /// none when it is another: what serves a port of its own choice does not speak for the machine.
    /// </summary>
    public int? PortmapPort { get; set; }

    /// <summary>False serves no byte-range locks: clients must mount with <c>nolock</c>.</summary>
    public bool LockManager { get; set; } = true;

    /// <summary>
    /// How long after a restart locks are only given back to those who held them; 0 to 10 min. Clients need to be told and to answer within it. It is left out
    /// if nobody held any.
    /// </summary>
    public TimeSpan LockGrace { get; set; } = TimeSpan.FromSeconds(45);

    /// <summary>The longest record; a longer one closes its connection. 64 KiB to 16 MiB, with room for a write of the largest transfer.</summary>
    public ByteSize RecordBytesMax { get; set; } = ByteSize.FromKibibytes(1024 + 64);

    /// <summary>Connections of all clients together; 1 to 1,000,000.</summary>
    public int ConnectionsMax { get; set; } = 20_000;

    /// <summary>Connections from one address; 1 to 1,000,000.</summary>
    public int ConnectionsPerClientMax { get; set; } = 1_000;

    /// <summary>Calls of one connection that are not answered yet, before the server stops reading from it; 1 to 4,096.</summary>
    public int CallsInFlightMax { get; set; } = 128;

    /// <summary>Memory of those calls and their replies, before the server stops reading from the connection; 1 MiB to 1 GiB.</summary>
    public ByteSize CallBytesInFlightMax { get; set; } = ByteSize.FromMebibytes(32);

    /// <summary>The portmapper's port with its default worked out; 0 for none.</summary>
    /// <param name="portmapPort">As <see cref="PortmapPort"/>.</param>
    /// <param name="port">As <see cref="Port"/>.</param>
    public static int ResolvePortmapPort(int? portmapPort, int port) => portmapPort ?? (port == StandardPort ? PortmapStandardPort : 0);
}
