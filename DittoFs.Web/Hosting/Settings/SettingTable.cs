using System.Collections.Immutable;
using System.Net;
using DittoFs.Protocols.Smb;
using DittoFs.Storage.Content.Wal;
using DittoFs.Storage.Primitives;
using DittoFs.Web.ControlPlane.Data;
using DittoFs.Web.Hosting.Tls;

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
        new Setting<TimeSpan>(
            "Smb:SessionLifetime", SettingFormats.Time(TimeSpan.Zero, TimeSpan.FromDays(365)), s => s.Smb.SessionLifetime, (s, v) => s.Smb.SessionLifetime = v),
        new Setting<string>("Smb:GuestAccount", SettingFormats.Text, s => s.Smb.GuestAccount, (s, v) => s.Smb.GuestAccount = v),
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
        new Setting<IReadOnlyList<IPNetwork>>("Http:MetricsClients", SettingFormats.Networks, s => s.Http.MetricsClients, (s, v) => s.Http.MetricsClients = v),
        new Setting<IReadOnlyList<IPNetwork>>("Http:KnownProxies", SettingFormats.Networks, s => s.Http.KnownProxies, (s, v) => s.Http.KnownProxies = v),
        new Setting<bool>("Http:AllowPlainOffLoopback", SettingFormats.Switch, s => s.Http.AllowPlainOffLoopback, (s, v) => s.Http.AllowPlainOffLoopback = v),
        new Setting<TlsMode>("Http:Tls:Mode", SettingFormats.TlsMode, s => s.Http.Tls.Mode, (s, v) => s.Http.Tls.Mode = v),
        new Setting<string>("Http:Tls:CertificateFile", SettingFormats.OptionalPath, s => s.Http.Tls.CertificateFile, (s, v) => s.Http.Tls.CertificateFile = v),
        new Setting<string>("Http:Tls:KeyFile", SettingFormats.OptionalPath, s => s.Http.Tls.KeyFile, (s, v) => s.Http.Tls.KeyFile = v),
        new Setting<string>("Http:Tls:KeyPasswordFile", SettingFormats.OptionalPath, s => s.Http.Tls.KeyPasswordFile, (s, v) => s.Http.Tls.KeyPasswordFile = v),
        new Setting<TimeSpan>("Http:Tls:Hsts", SettingFormats.Time(TimeSpan.Zero, TimeSpan.FromDays(730)), s => s.Http.Tls.Hsts, (s, v) => s.Http.Tls.Hsts = v),
        new Setting<string>("Http:PathBase", SettingFormats.PathBase, s => s.Http.PathBase, (s, v) => s.Http.PathBase = v),

        new Setting<ControlPlaneProvider>("ControlPlane:Provider", SettingFormats.Provider, s => s.ControlPlane.Provider, (s, v) => s.ControlPlane.Provider = v),
        new Setting<string>(
            "ControlPlane:ConnectionString", SettingFormats.ConnectionString, s => s.ControlPlane.ConnectionString, (s, v) => s.ControlPlane.ConnectionString = v),

        new Setting<ByteSize>(
            "Wal:Budget", SettingFormats.Size(WalOptions.BudgetMin, Tebibytes(16)), s => s.Wal.Budget, (s, v) => s.Wal.Budget = v),
        new Setting<ByteSize>("Wal:ShareBudget", SettingFormats.Size(default, Tebibytes(16)), s => s.Wal.ShareBudget, (s, v) => s.Wal.ShareBudget = v),
        new Setting<ByteSize>(
            "Wal:SegmentSize", SettingFormats.Size(ByteSize.FromMebibytes(16), ByteSize.FromGibibytes(1)), s => s.Wal.SegmentSize, (s, v) => s.Wal.SegmentSize = v),
        new Setting<TimeSpan>(
            "Wal:UploadDelay", SettingFormats.Time(TimeSpan.Zero, TimeSpan.FromMinutes(10)), s => s.Wal.UploadDelay, (s, v) => s.Wal.UploadDelay = v),
        new Setting<TimeSpan>(
            "Wal:UploadAgeMax", SettingFormats.Time(TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)), s => s.Wal.UploadAgeMax, (s, v) => s.Wal.UploadAgeMax = v),
        new Setting<ByteSize>(
            "Wal:UploadMemory", SettingFormats.Size(ByteSize.FromMebibytes(32), ByteSize.FromGibibytes(16)), s => s.Wal.UploadMemory, (s, v) => s.Wal.UploadMemory = v),
        new Setting<TimeSpan>(
            "Wal:CheckpointInterval",
            SettingFormats.Time(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10)),
            s => s.Wal.CheckpointInterval,
            (s, v) => s.Wal.CheckpointInterval = v),

        new Setting<ByteSize>(
            "Cache:Metadata", SettingFormats.Size(ByteSize.FromMebibytes(16), ByteSize.FromGibibytes(64)), s => s.Cache.Metadata, (s, v) => s.Cache.Metadata = v),
        new Setting<ByteSize>(
            "Cache:Memory", SettingFormats.Size(ByteSize.FromMebibytes(16), Tebibytes(1)), s => s.Cache.Memory, (s, v) => s.Cache.Memory = v),
        new Setting<ByteSize>("Cache:Disk", SettingFormats.Size(default, Tebibytes(64)), s => s.Cache.Disk, (s, v) => s.Cache.Disk = v),
        new Setting<ByteSize>(
            "Cache:ReadAhead", SettingFormats.Size(default, ByteSize.FromMebibytes(64)), s => s.Cache.ReadAhead, (s, v) => s.Cache.ReadAhead = v),

        new Setting<ByteSize>(
            "RocksDb:MemtableSize",
            SettingFormats.Size(ByteSize.FromMebibytes(4), ByteSize.FromGibibytes(1)),
            s => s.RocksDb.MemtableSize,
            (s, v) => s.RocksDb.MemtableSize = v),
        new Setting<ByteSize>(
            "RocksDb:BlockCacheSize",
            SettingFormats.Size(ByteSize.FromMebibytes(8), ByteSize.FromGibibytes(64)),
            s => s.RocksDb.BlockCacheSize,
            (s, v) => s.RocksDb.BlockCacheSize = v),
        new Setting<int>("RocksDb:OpenFilesMax", SettingFormats.Integer(16, 100_000), s => s.RocksDb.OpenFilesMax, (s, v) => s.RocksDb.OpenFilesMax = v),
        new Setting<int>("RocksDb:BackgroundJobs", SettingFormats.Integer(1, 16), s => s.RocksDb.BackgroundJobs, (s, v) => s.RocksDb.BackgroundJobs = v),
        new Setting<int>("BlockFiles:OpenFilesMax", SettingFormats.Integer(0, 100_000), s => s.BlockFiles.OpenFilesMax, (s, v) => s.BlockFiles.OpenFilesMax = v),
        new Setting<IReadOnlyList<string>>("Stores:Assemblies", SettingFormats.Paths, s => s.Stores.Assemblies, (s, v) => s.Stores.Assemblies = v),
        new Setting<bool>("Stores:AllowLinkLocal", SettingFormats.Switch, s => s.Stores.AllowLinkLocal, (s, v) => s.Stores.AllowLinkLocal = v),

        new Setting<TimeSpan>(
            "Collection:Interval",
            SettingFormats.Time(TimeSpan.FromMinutes(1), TimeSpan.FromDays(30)),
            s => s.Collection.Interval,
            (s, v) => s.Collection.Interval = v),
        new Setting<TimeSpan>(
            "Collection:Grace", SettingFormats.Time(TimeSpan.FromMinutes(1), TimeSpan.FromDays(30)), s => s.Collection.Grace, (s, v) => s.Collection.Grace = v),
        new Setting<TimeSpan>(
            "Collection:DeletedShareRetention",
            SettingFormats.Time(TimeSpan.Zero, TimeSpan.FromDays(365)),
            s => s.Collection.DeletedShareRetention,
            (s, v) => s.Collection.DeletedShareRetention = v),

        new Setting<TimeSpan>("Dumps:Interval", SettingFormats.Time(TimeSpan.FromMinutes(1), TimeSpan.FromDays(30)), s => s.Dumps.Interval, (s, v) => s.Dumps.Interval = v),
        new Setting<int>("Dumps:Keep", SettingFormats.Integer(1, 100), s => s.Dumps.Keep, (s, v) => s.Dumps.Keep = v),
        new Setting<TimeSpan>(
            "Dumps:OwnerInterval", SettingFormats.Time(TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)), s => s.Dumps.OwnerInterval, (s, v) => s.Dumps.OwnerInterval = v),

        new Setting<TimeSpan>(
            "Shutdown:DrainTimeout",
            SettingFormats.Time(TimeSpan.Zero, TimeSpan.FromMinutes(10)),
            s => s.Shutdown.DrainTimeout,
            (s, v) => s.Shutdown.DrainTimeout = v),

        new Setting<LogLevel>("Logging:LogLevel:Default", SettingFormats.LogLevel, s => s.LogLevel, (s, v) => s.LogLevel = v),
    ];

    private static ByteSize Tebibytes(long count) => ByteSize.FromGibibytes(count << 10);
}
