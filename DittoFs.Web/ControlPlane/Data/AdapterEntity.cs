namespace DittoFs.Web.ControlPlane.Data;

/// <summary>A protocol server as it is wanted. Null means: as configuration or the product's default says.</summary>
internal sealed class AdapterEntity : IVersioned
{
    /// <summary>The server's name: the key.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it is wanted to run.</summary>
    public bool? Enabled { get; set; }

    /// <summary>The TCP port; 0 for any free one.</summary>
    public int? Port { get; set; }

    /// <summary>IP addresses to listen on, separated by commas.</summary>
    public string? ListenAddresses { get; set; }

    /// <summary>Of NFS: the portmapper's port; 0 for none.</summary>
    public int? PortmapPort { get; set; }

    /// <summary>Of NFS: whether clients can lock.</summary>
    public bool? LockManager { get; set; }

    /// <summary>Of NFS: for how many seconds after a restart locks are only given back.</summary>
    public int? LockGraceSeconds { get; set; }

    /// <inheritdoc/>
    public Guid Version { get; set; }
}
