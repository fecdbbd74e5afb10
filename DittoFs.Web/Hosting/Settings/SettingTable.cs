using System.Collections.Immutable;
using System.Net;
using DittoFs.Protocols.Smb;
using DittoFs.Storage.Content.Wal;
using DittoFs.Storage.Primitives;
using DittoFs.Web.ControlPlane.Data;

namespace DittoFs.Web.Hosting.Settings;

/// <summary>
/// Every key that this server reads, with what it accepts. Binding, the messages at start, the warning about unknown keys and
/// <c>docs/configuration.md</c> all follow from these rows.
/// </summary>
internal static class SettingTable
{
    /// <summary>The sections that are not ours to check: the logging library reads them.</summary>
    public static readonly ImmutableArray<string> ForeignSections = ["Logging"];

    /// <summary>The rows, in the order of the documentation.</summary>
    public static readonly ImmutableArray<Setting> Rows =
    [
        new Setting<string>("DataDirectory", SettingFormats.AbsolutePath, s => s.Storage.DataDirectory, (s, v) => s.Storage.DataDirectory = v),

        new Setting<bool>("Nfs:Enabled", SettingFormats.Switch, s => s.Nfs.Enabled, (s, v) => s.Nfs.Enabled = v),
        new Setting<int>("Nfs:Port", SettingFormats.Port, s => s.Nfs.Port, (s, v) => s.Nfs.Port = v),
        new Setting<IReadOnlyList<IPAddress>>(
            "Nfs:ListenAddresses",
            SettingFormats.Addresses,
            s => s.Nfs.ListenAddresses.Count == 0 ? [IPAddress.Loopback] : [.. s.Nfs.ListenAddresses.Select(IPAddress.Parse)],
            (s, v) => s.Nfs.ListenAddresses = [.. v.Select(address => address.ToString())]),
        new Setting<int?>("Nfs:PortmapPort", SettingFormats.OptionalPort, s => s.Nfs.PortmapPort, (s, v) => s.Nfs.PortmapPort = v),
        new Setting<bool>("Nfs:LockManager", SettingFormats.Switch, s => s.Nfs.LockManager, (s, v) => s.Nfs.LockManager = v),
        new Setting<TimeSpan>(
            "Nfs:LockGrace", SettingFormats.Time(TimeSpan.Zero, TimeSpan.FromMinutes(10)), s => s.Nfs.LockGrace, (s, v) => s.Nfs.LockGrace = v),
        new Setting<ByteSize>(
            "Nfs:RecordBytesMax",
            SettingFormats.Size(ByteSize.FromKibibytes(64), ByteSize.FromMebibytes(16)),
            s => s.Nfs.RecordBytesMax,
            (s, v) => s.Nfs.RecordBytesMax = v),
        new Setting<int>("Nfs:ConnectionsMax", SettingFormats.Integer(1, 1_000_000), s => s.Nfs.ConnectionsMax, (s, v) => s.Nfs.ConnectionsMax = v),
        new Setting<int>(
            "Nfs:ConnectionsPerClientMax",
            SettingFormats.Integer(1, 1_000_000),
            s => s.Nfs.ConnectionsPerClientMax,
            (s, v) => s.Nfs.ConnectionsPerClientMax = v),
        new Setting<int>("Nfs:CallsInFlightMax", SettingFormats.Integer(1, 4_096), s => s.Nfs.CallsInFlightMax, (s, v) => s.Nfs.CallsInFlightMax = v),
        new Setting<ByteSize>(
            "Nfs:CallBytesInFlightMax",
            SettingFormats.Size(ByteSize.FromMebibytes(1), ByteSize.FromGibibytes(1)),
            s => s.Nfs.CallBytesInFlightMax,
            (s, v) => s.Nfs.CallBytesInFlightMax = v),

        new Setting<bool>("Smb:Enabled", SettingFormats.Switch, s => s.Smb.Enabled, (s, v) => s.Smb.Enabled = v),
        new Setting<int>("Smb:Port", SettingFormats.Port, s => s.Smb.Port, (s, v) => s.Smb.Port = v),
        new Setting<int>("Smb:FallbackPort", SettingFormats.Integer(0, 65_535), s => s.Smb.FallbackPort, (s, v) => s.Smb.FallbackPort = v),
        new Setting<IReadOnlyList<IPAddress>>(
            "Smb:ListenAddresses",
            SettingFormats.Addresses,
            s => s.Smb.ListenAddresses.Count == 0 ? [IPAddress.Loopback] : [.. s.Smb.ListenAddresses.Select(IPAddress.Parse)],
            (s, v) => s.Smb.ListenAddresses = [.. v.Select(address => address.ToString())]),
        new Setting<string>("Smb:ServerName", SettingFormats.ServerName, s => s.Smb.ServerName, (s, v) => s.Smb.ServerName = v),
        new Setting<SmbDialect>("Smb:DialectMin", SettingFormats.Dialect, s => s.Smb.DialectMin, (s, v) => s.Smb.DialectMin = v),
        new Setting<bool>("Smb:SigningRequired", SettingFormats.Switch, s => s.Smb.SigningRequired, (s, v) => s.Smb.SigningRequired = v),
        new Setting<SmbEncryption>("Smb:Encryption", SettingFormats.Encryption, s => s.Smb.Encryption, (s, v) => s.Smb.Encryption = v),
        new Setting<ByteSize>(
            "Smb:TransferBytesMax",
            SettingFormats.Size(ByteSize.FromKibibytes(64), ByteSize.FromMebibytes(8)),
            s => s.Smb.TransferBytesMax,
            (s, v) => s.Smb.TransferBytesMax = v),
        new Setting<int>("Smb:ConnectionsMax", SettingFormats.Integer(1, 1_000_000), s => s.Smb.ConnectionsMax, (s, v) => s.Smb.ConnectionsMax = v),
        new Setting<int>(
            "Smb:ConnectionsPerClientMax",
            SettingFormats.Integer(1, 1_000_000),
            s => s.Smb.ConnectionsPerClientMax,
            (s, v) => s.Smb.ConnectionsPerClientMax = v),
        new Setting<int>("Smb:CreditsMax", SettingFormats.Integer(64, 8_192), s => s.Smb.CreditsMax, (s, v) => s.Smb.CreditsMax = v),

        new Setting<int>("Http:Port", SettingFormats.Port, s => s.Http.Port, (s, v) => s.Http.Port = v),
        new Setting<IReadOnlyList<IPAddress>>(
            "Http:ListenAddresses", SettingFormats.Addresses, s => s.Http.ListenAddresses, (s, v) => s.Http.ListenAddresses = v),
        new Setting<IReadOnlyList<string>>("Http:AllowedHosts", SettingFormats.Hosts, s => s.Http.AllowedHosts, (s, v) => s.Http.AllowedHosts = v),

        new Setting<ControlPlaneProvider>("ControlPlane:Provider", SettingFormats.Provider, s => s.ControlPlane.Provider, (s, v) => s.ControlPlane.Provider = v),
        new Setting<string>(
            "ControlPlane:ConnectionString", SettingFormats.Text, s => s.ControlPlane.ConnectionString, (s, v) => s.ControlPlane.ConnectionString = v),

        new Setting<ByteSize>(
            "Wal:Budget", SettingFormats.Size(WalOptions.BudgetMin, Tebibytes(16)), s => s.Wal.Budget, (s, v) => s.Wal.Budget = v),
        new Setting<ByteSize>(
            "Wal:SegmentSize", SettingFormats.Size(ByteSize.FromMebibytes(16), ByteSize.FromGibibytes(1)), s => s.Wal.SegmentSize, (s, v) => s.Wal.SegmentSize = v),
        new Setting<TimeSpan>(
            "Wal:UploadDelay", SettingFormats.Time(TimeSpan.Zero, TimeSpan.FromMinutes(10)), s => s.Wal.UploadDelay, (s, v) => s.Wal.UploadDelay = v),
        new Setting<TimeSpan>(
            "Wal:CheckpointInterval",
            SettingFormats.Time(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10)),
            s => s.Wal.CheckpointInterval,
            (s, v) => s.Wal.CheckpointInterval = v),

        new Setting<ByteSize>(
            "Cache:Metadata", SettingFormats.Size(ByteSize.FromMebibytes(16), ByteSize.FromGibibytes(64)), s => s.Cache.Metadata, (s, v) => s.Cache.Metadata = v),

        new Setting<TimeSpan>(
            "Shutdown:DrainTimeout",
            SettingFormats.Time(TimeSpan.Zero, TimeSpan.FromMinutes(10)),
            s => s.Shutdown.DrainTimeout,
            (s, v) => s.Shutdown.DrainTimeout = v),

        new Setting<LogLevel>("Logging:LogLevel:Default", SettingFormats.LogLevel, s => s.LogLevel, (s, v) => s.LogLevel = v),
    ];

    private static ByteSize Tebibytes(long count) => ByteSize.FromGibibytes(count << 10);
}
