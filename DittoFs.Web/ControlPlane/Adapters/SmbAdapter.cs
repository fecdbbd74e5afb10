using DittoFs.Protocols.Smb;
using Microsoft.Extensions.Options;

namespace DittoFs.Web.ControlPlane.Adapters;

/// <summary>The settings of the SMB server.</summary>
internal sealed class SmbAdapter(SmbOptions configured, FixedSettings outside, IOptionsMonitorCache<SmbOptions> options)
    : ProtocolAdapter(ServerName, SmbOptions.Section, Describe(configured.Enabled, configured.Port, configured.ListenAddresses), outside)
{
    /// <summary>The server's name.</summary>
    public const string ServerName = "smb";

    /// <inheritdoc/>
    public override void Apply(AdapterSettings settings) => Swap(options, new SmbOptions
    {
        Enabled = settings.Enabled,
        Port = settings.Port,
        ListenAddresses = settings.ListenAddresses,
        FallbackPort = configured.FallbackPort,
        ServerName = configured.ServerName,
        DialectMin = configured.DialectMin,
        SigningRequired = configured.SigningRequired,
        Encryption = configured.Encryption,
        SessionLifetime = configured.SessionLifetime,
        GuestAccount = configured.GuestAccount,
        TransferBytesMax = configured.TransferBytesMax,
        ConnectionsMax = configured.ConnectionsMax,
        ConnectionsPerClientMax = configured.ConnectionsPerClientMax,
        CreditsMax = configured.CreditsMax,
    });
}
