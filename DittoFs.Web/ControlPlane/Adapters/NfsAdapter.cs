using DittoFs.Protocols.Nfs;
using DittoFs.Web.ControlPlane.Data;
using Microsoft.Extensions.Options;

namespace DittoFs.Web.ControlPlane.Adapters;

/// <summary>The settings of the NFS server.</summary>
internal sealed class NfsAdapter(NfsOptions configured, FixedSettings outside, IOptionsMonitorCache<NfsOptions> options)
    : ProtocolAdapter(ServerName, NfsOptions.Section, Describe(configured.Enabled, configured.Port, configured.ListenAddresses), outside, PortmapPortKey, LockManagerKey, LockGraceKey)
{
    /// <summary>The server's name.</summary>
    public const string ServerName = "nfs";

    /// <summary>The portmapper's port.</summary>
    public const string PortmapPortKey = "portmapPort";

    /// <summary>Whether clients can lock.</summary>
    public const string LockManagerKey = "lockManager";

    /// <summary>How long after a restart locks are only given back.</summary>
    public const string LockGraceKey = "lockGrace";

    /// <inheritdoc/>
    public override AdapterSettings Resolve(AdapterEntity? row) => base.Resolve(row) with
    {
        Locks = new LockSettings(
            row?.PortmapPort is { } port && !Fixed.ContainsKey(PortmapPortKey) ? port : configured.PortmapPort,
            Choose(LockManagerKey, row?.LockManager, configured.LockManager),
            Choose(LockGraceKey, row?.LockGraceSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null, configured.LockGrace)),
    };

    /// <inheritdoc/>
    public override void Apply(AdapterSettings settings) => Swap(options, new NfsOptions
    {
        Enabled = settings.Enabled,
        Port = settings.Port,
        ListenAddresses = settings.ListenAddresses,
        PortmapPort = settings.Locks!.PortmapPort,
        LockManager = settings.Locks.LockManager,
        LockGrace = settings.Locks.LockGrace,
        RecordBytesMax = configured.RecordBytesMax,
        ConnectionsMax = configured.ConnectionsMax,
        ConnectionsPerClientMax = configured.ConnectionsPerClientMax,
        CallsInFlightMax = configured.CallsInFlightMax,
        CallBytesInFlightMax = configured.CallBytesInFlightMax,
    });
}
