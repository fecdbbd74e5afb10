using DittoFs.Protocols.Nfs;
using Microsoft.Extensions.Options;

namespace DittoFs.Web.ControlPlane.Adapters;

/// <summary>The settings of the NFS server.</summary>
internal sealed class NfsAdapter(NfsOptions configured, FixedSettings outside, IOptionsMonitorCache<NfsOptions> options)
    : ProtocolAdapter(ServerName, NfsOptions.Section, Describe(configured.Enabled, configured.Port, configured.ListenAddresses), outside)
{
    /// <summary>The server's name.</summary>
    public const string ServerName = "nfs";

    /// <inheritdoc/>
    public override void Apply(AdapterSettings settings) => Swap(options, new NfsOptions
    {
        Enabled = settings.Enabled,
        Port = settings.Port,
        ListenAddresses = settings.ListenAddresses,
        RecordBytesMax = configured.RecordBytesMax,
        ConnectionsMax = configured.ConnectionsMax,
        ConnectionsPerClientMax = configured.ConnectionsPerClientMax,
        CallsInFlightMax = configured.CallsInFlightMax,
        CallBytesInFlightMax = configured.CallBytesInFlightMax,
    });
}
