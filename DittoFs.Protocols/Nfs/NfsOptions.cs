using DittoFs.Storage.Primitives;

namespace DittoFs.Protocols.Nfs;

/// <summary>Settings of the NFS server.</summary>
public sealed class NfsOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Nfs";

    /// <summary>False keeps the server from starting.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>The TCP port of NFS and MOUNT; 0 lets the system choose.</summary>
    public int Port { get; set; } = 2049;

    /// <summary>IP addresses to listen on. Empty means 127.0.0.1: nothing is reachable from outside unless told.</summary>
    public IReadOnlyList<string> ListenAddresses { get; set; } = [];

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
}
