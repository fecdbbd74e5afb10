using DittoFs.Protocols.Nfs;
using DittoFs.Protocols.Smb;
using DittoFs.Storage;
using DittoFs.Storage.Blocks.FileSystem;
using DittoFs.Storage.Collection;
using DittoFs.Storage.Content.Cache;
using DittoFs.Storage.Content.Wal;
using DittoFs.Storage.Dumps;
using DittoFs.Storage.Metadata.RocksDb;
using DittoFs.Storage.StoreTypes;
using DittoFs.Web.ControlPlane;

namespace DittoFs.Web.Hosting.Settings;

/// <summary>All settings of the server, at their defaults until <see cref="SettingsLoader"/> has filled them in; not changed after that.</summary>
internal sealed class ServerSettings
{
    /// <summary>Settings at the top level.</summary>
    public StorageOptions Storage { get; } = new() { DataDirectory = DataDirectory.Default() };

    /// <summary>The write-ahead log.</summary>
    public WalOptions Wal { get; } = new();

    /// <summary>Memory budgets.</summary>
    public CacheOptions Cache { get; } = new();

    /// <summary>The embedded metadata store.</summary>
    public RocksDbMetadataStoreOptions RocksDb { get; } = new();

    /// <summary>Blocks in files.</summary>
    public FileSystemBlockStoreOptions BlockFiles { get; } = new();

    /// <summary>Where store types come from that the server does not bring itself.</summary>
    public StoreTypeOptions Stores { get; } = new();

    /// <summary>When what nobody needs any more goes.</summary>
    public CollectionOptions Collection { get; } = new();

    /// <summary>When metadata are put beside blocks.</summary>
    public DumpOptions Dumps { get; } = new();

    /// <summary>The NFS server.</summary>
    public NfsOptions Nfs { get; } = new();

    /// <summary>The SMB server.</summary>
    public SmbOptions Smb { get; } = new();

    /// <summary>The administration port.</summary>
    public HttpOptions Http { get; } = new();

    /// <summary>The control plane's database.</summary>
    public ControlPlaneOptions ControlPlane { get; } = new();

    /// <summary>The orderly stop.</summary>
    public ShutdownOptions Shutdown { get; } = new();

    /// <summary>The least level that is logged where no more specific level is set. The logging library reads it by itself; it is here to be checked.</summary>
    public LogLevel LogLevel { get; set; } = LogLevel.Information;
}
