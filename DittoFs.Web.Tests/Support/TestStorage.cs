using System.Net;
using DittoFs.Storage.Blocks.Decorators;
using DittoFs.Storage.Content.Cache;
using DittoFs.Storage.Content.Wal;
using DittoFs.Storage.Diagnostics;
using DittoFs.Storage.Disk;
using DittoFs.Storage.Files;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace DittoFs.Web.Tests.Support;

/// <summary>A storage engine in a temporary directory with one share, that can be stopped, killed and cut off from power.</summary>
internal sealed class TestStorage : IAsyncDisposable
{
    private readonly string directory;
    private readonly CacheOptions cache;
    private readonly ServiceProvider meters = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly ShareCatalog catalog = new();
    private readonly StorageEngine engine;
    private bool stopped;

    private TestStorage(string directory, IDisk disk, ShareDefinition definition, WalOptions wal, CacheOptions cache)
    {
        (this.directory, Disk, Definition, Wal, this.cache) = (directory, disk, definition, wal, cache);
        var walMetrics = new WalMetrics(meters.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>());
        var environment = new ShareEnvironment(
            directory, wal, cache, disk, TimeProvider.System, NullLoggerFactory.Instance, walMetrics, new UploadMetrics(walMetrics.Meter), new BlockStoreMetrics(meters.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>()));
        engine = new StorageEngine(environment, catalog);
    }

    /// <summary>Uid 0, unsquashed.</summary>
    public static CallContext Root { get; } = As(0, 0);

    public IDisk Disk { get; }

    public ShareDefinition Definition { get; }

    public WalOptions Wal { get; }

    public string DataDirectory => directory;

    public IStorageEngine Engine => engine;

    public IShareCatalog Catalog => catalog;

    public RunningShare Share => catalog.Running[0];

    public ShareFileSystem Files => Share.FileSystem;

    /// <summary>A caller on this machine.</summary>
    public static CallContext As(uint uid, uint gid, params uint[] groups) => new(new Caller(uid, gid, groups), IPAddress.Loopback, FileProtocol.Nfs3);

    /// <summary>A share that lets everybody in and leaves identities alone.</summary>
    public static ShareDefinition OpenShare(MetadataStoreKind metadata, BlockStoreKind blocks) => new()
    {
        Id = new ShareId(Guid.Parse("0a4ed4a5-7a3a-4f3c-9b3f-0c6f2a1d5e11")),
        Name = ShareName.Parse("export"),
        Metadata = metadata,
        Blocks = blocks,
        Squash = SquashMode.None,
        RootMode = 0x1FF,
        Permissions = new SharePermissionTable { Default = SharePermission.ReadWrite },
        ClientRules = [new ClientRule(IPNetwork.Parse("127.0.0.0/8")), new ClientRule(IPNetwork.Parse("::1/128"))],
    };

    /// <summary>Starts with an empty directory.</summary>
    public static Task<TestStorage> StartAsync(ShareDefinition definition, IDisk? disk = null, WalOptions? wal = null, CacheOptions? cache = null) =>
        StartAsync(Directory.CreateTempSubdirectory("dittofs-test-").FullName, disk ?? new PosixDisk(), definition, wal ?? SmallLog(), cache ?? new CacheOptions());

    /// <summary>A log that wraps around soon.</summary>
    public static WalOptions SmallLog() => new()
    {
        Budget = ByteSize.FromMebibytes(256),
        SegmentSize = ByteSize.FromMebibytes(16),
        UploadDelay = TimeSpan.FromMinutes(10),
        CheckpointInterval = TimeSpan.FromMinutes(10),
    };

    /// <summary>Stops cleanly and starts again.</summary>
    public async Task<TestStorage> RestartAsync(ShareDefinition? definition = null)
    {
        stopped = true;
        await engine.StopAsync(CancellationToken.None);
        return await StartAsync(directory, Disk, definition ?? Definition, Wal, cache);
    }

    /// <summary>Stops cleanly and starts again, without the share.</summary>
    public async Task<TestStorage> RestartWithoutShareAsync()
    {
        stopped = true;
        await engine.StopAsync(CancellationToken.None);
        var storage = new TestStorage(directory, Disk, Definition, Wal, cache);
        await storage.engine.StartAsync(CancellationToken.None);
        return storage;
    }

    /// <summary>
    /// Starts another server on a copy of what this one has written up to now, as after <c>kill -9</c>; of a simulated disk, on request only what was synced.
    /// </summary>
    public Task<TestStorage> CrashAsync(bool powerCut = false, ShareDefinition? definition = null)
    {
        var left = CaptureCrash(powerCut);
        return StartAsync(left with { Definition = (definition ?? left.Definition) with { Postgres = left.Definition.Postgres } });
    }

    /// <summary>
    /// Copies what a crash would leave now. May be called from inside of the server: a simulated disk stands still meanwhile, and with it the log, so that what
    /// is copied of the stores never knows more than the log does.
    /// </summary>
    public CrashedStorage CaptureCrash(bool powerCut)
    {
        var copy = Directory.CreateTempSubdirectory("dittofs-test-").FullName;
        if (Disk is not SimulatedDisk simulated)
        {
            var definition = CopyDatabase();
            CopyDirectory(directory, copy);
            return new CrashedStorage(copy, Disk, definition, Wal, cache);
        }

        return simulated.WhileFrozen(() =>
        {
            var definition = CopyDatabase();
            CopyUnchanging(directory, copy);
            var disk = powerCut ? simulated.PowerCut() : simulated.ProcessKill();
            return new CrashedStorage(copy, disk.Moved(directory, copy), definition, Wal, cache);
        });
    }

    /// <summary>Starts on what a crash left.</summary>
    public static Task<TestStorage> StartAsync(CrashedStorage left) => StartAsync(left.Directory, left.Disk, left.Definition, left.Wal, left.Cache);

    public async ValueTask DisposeAsync()
    {
        if (!stopped)
        {
            await engine.StopAsync(CancellationToken.None);
            stopped = true;
        }

        await meters.DisposeAsync();
        if (Directory.Exists(directory))
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    /// <summary>A share on PostgreSQL whose database is not named gets one of its own.</summary>
    private static async Task<TestStorage> StartAsync(string directory, IDisk disk, ShareDefinition definition, WalOptions wal, CacheOptions cache)
    {
        if (definition is { Metadata: MetadataStoreKind.Postgres, Postgres: null })
        {
            definition = definition with { Postgres = new PostgresLocation(await PostgresCluster.CreateDatabaseAsync()) };
        }

        var storage = new TestStorage(directory, disk, definition, wal, cache);
        await storage.engine.StartAsync(CancellationToken.None);
        var added = await storage.engine.AddShareAsync(definition, CancellationToken.None);
        Assert.Equal(FsError.None, added.Error);
        return storage;
    }

    /// <summary>The definition of the share on a copy of its database, if it has one; copied first, so that it never knows more than the log.</summary>
    private ShareDefinition CopyDatabase() => Definition.Postgres is { } location
        ? Definition with { Postgres = new PostgresLocation(Task.Run(() => PostgresCluster.CopyMetadataAsync(location.ConnectionString)).GetAwaiter().GetResult()) }
        : Definition;

    /// <summary>Copies again until no file came, went or grew meanwhile: the stores' own threads may be at work.</summary>
    private static void CopyUnchanging(string from, string to)
    {
        while (true)
        {
            try
            {
                var before = Describe(from);
                CopyDirectory(from, to);
                if (before.SequenceEqual(Describe(from)))
                {
                    return;
                }
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
            {
                // A file went while it was copied.
            }

            Directory.Delete(to, recursive: true);
            Directory.CreateDirectory(to);
        }
    }

    private static List<(string Path, long Length)> Describe(string directory) =>
        [.. new DirectoryInfo(directory).EnumerateFiles("*", SearchOption.AllDirectories).Select(file => (file.FullName, file.Length)).Order()];

    private static void CopyDirectory(string from, string to)
    {
        foreach (var path in Directory.EnumerateDirectories(from, "*", SearchOption.AllDirectories))
        {
            Directory.CreateDirectory(path.Replace(from, to, StringComparison.Ordinal));
        }

        // The locks belong to the process that was killed.
        foreach (var path in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories).Where(path => Path.GetFileName(path) is not ("lock" or "LOCK")))
        {
            File.Copy(path, path.Replace(from, to, StringComparison.Ordinal));
        }
    }
}

/// <summary>What a crash left of a <see cref="TestStorage"/>.</summary>
internal sealed record CrashedStorage(string Directory, IDisk Disk, ShareDefinition Definition, WalOptions Wal, CacheOptions Cache);
