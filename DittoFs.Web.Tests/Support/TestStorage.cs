using System.Net;
using DittoFs.Storage.Blocks;
using DittoFs.Storage.Blocks.Decorators;
using DittoFs.Storage.Content.Cache;
using DittoFs.Storage.Content.Wal;
using DittoFs.Storage.Diagnostics;
using DittoFs.Storage.Disk;
using DittoFs.Storage.Dumps;
using DittoFs.Storage.Files;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Refusals;
using DittoFs.Storage.Shares;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace DittoFs.Web.Tests.Support;

/// <summary>A storage engine in a temporary directory with one share, that can be stopped, killed and cut off from power.</summary>
internal sealed class TestStorage : IAsyncDisposable
{
    private readonly string directory;
    private readonly CacheOptions cache;
    private readonly TestDoubles doubles;
    private readonly ServiceProvider meters = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly ShareCatalog catalog = new();
    private readonly StorageEngine engine;
    private bool stopped;

    private TestStorage(CrashedStorage start)
    {
        (directory, Disk, Definition, Wal, cache, doubles) = start;
        var walMetrics = new WalMetrics(meters.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>());
        var environment = new ShareEnvironment(
            directory, Wal, cache, Disk, doubles.Clock ?? TimeProvider.System, NullLoggerFactory.Instance, walMetrics, new UploadMetrics(walMetrics.Meter), new BlockStoreMetrics(meters.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>()))
        {
            BlockStoreOpener = doubles.Opener,
            Dumps = doubles.Dumps ?? new DumpOptions { OwnerInterval = TimeSpan.Zero },
            StoreTypes = SampleStores.Types,
        };
        if (doubles.Around is { } around)
        {
            environment = environment with { BlockStoreOpener = new SurroundingOpener(environment.Opener, around) };
        }

        Refusals = environment.Refusals;
        engine = new StorageEngine(environment, catalog);
    }

    /// <summary>Uid 0, unsquashed.</summary>
    public static CallContext Root { get; } = As(0, 0);

    public IDisk Disk { get; }

    public RefusalLog Refusals { get; }

    public ShareDefinition Definition { get; }

    public WalOptions Wal { get; }

    public string DataDirectory => directory;

    public IStorageEngine Engine => engine;

    public IShareCatalog Catalog => catalog;

    public IReadOnlyList<RunningShare> Running => catalog.Running;

    public RunningShare Share => catalog.Running[0];

    public ShareFileSystem Files => Share.FileSystem;

    /// <summary>A share that runs, by its identity.</summary>
    public RunningShare Find(ShareId share) => catalog.Find(share)!;

    /// <summary>A caller on this machine.</summary>
    public static CallContext As(uint uid, uint gid, params uint[] groups) => new(new Caller(uid, gid, groups), IPAddress.Loopback, FileProtocol.Nfs3);

    /// <summary>A share that lets everybody in and leaves identities alone.</summary>
    public static ShareDefinition OpenShare(MetadataStoreKind metadata, BlockStoreKind blocks) => new()
    {
        Id = new ShareId(Guid.Parse("0a4ed4a5-7a3a-4f3c-9b3f-0c6f2a1d5e11")),
        Name = ShareName.Parse("export"),
        Metadata = metadata,
        CustomMetadata = metadata == MetadataStoreKind.Custom ? SampleStores.Metadata : null,
        Blocks = blocks,
        CustomBlocks = blocks == BlockStoreKind.Custom ? SampleStores.Blocks : null,
        Squash = SquashMode.None,
        RootMode = 0x1FF,
        Permissions = new SharePermissionTable { Default = SharePermission.ReadWrite },
        ClientRules = [new ClientRule(IPNetwork.Parse("127.0.0.0/8")), new ClientRule(IPNetwork.Parse("::1/128"))],
    };

    /// <summary>Starts with an empty directory.</summary>
    public static Task<TestStorage> StartAsync(
        ShareDefinition definition,
        IDisk? disk = null,
        WalOptions? wal = null,
        CacheOptions? cache = null,
        TestDoubles doubles = default,
        Func<IBlockStore, IBlockStore>? around = null,
        TimeProvider? clock = null) =>
        StartAsync(new CrashedStorage(
            Directory.CreateTempSubdirectory("dittofs-test-").FullName,
            disk ?? new PosixDisk(),
            definition,
            wal ?? SmallLog(),
            cache ?? new CacheOptions(),
            doubles with { Around = around, Clock = clock ?? doubles.Clock }));

    /// <summary>Has blocks treated as if they were behind a network.</summary>
    public static FaultyBlockStore Remote(IBlockStore store) => new(store) { IsRemote = true };

    /// <summary>A log that wraps around soon.</summary>
    public static WalOptions SmallLog() => new()
    {
        Budget = ByteSize.FromMebibytes(256),
        SegmentSize = ByteSize.FromMebibytes(16),
        UploadDelay = TimeSpan.FromMinutes(10),
        UploadAgeMax = TimeSpan.FromHours(1),
        CheckpointInterval = TimeSpan.FromMinutes(10),
    };

    /// <summary>Stops cleanly and starts again.</summary>
    public async Task<TestStorage> RestartAsync(ShareDefinition? definition = null, Action? whileStopped = null)
    {
        stopped = true;
        await engine.StopAsync(CancellationToken.None);
        whileStopped?.Invoke();
        return await StartAsync(new CrashedStorage(directory, Disk, definition ?? Definition, Wal, cache, doubles));
    }

    /// <summary>Stops cleanly and starts again, without the share.</summary>
    public async Task<TestStorage> RestartWithoutShareAsync()
    {
        stopped = true;
        await engine.StopAsync(CancellationToken.None);
        var storage = new TestStorage(new CrashedStorage(directory, Disk, Definition, Wal, cache, doubles));
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
            CopyUnchanging(directory, copy);
            return new CrashedStorage(copy, Disk, definition, Wal, cache, doubles with { Opener = null });
        }

        return simulated.WhileFrozen(() =>
        {
            var definition = CopyDatabase();
            CopyUnchanging(directory, copy);
            var disk = powerCut ? simulated.PowerCut() : simulated.ProcessKill();
            return new CrashedStorage(copy, disk.Moved(directory, copy), definition, Wal, cache, doubles with { Opener = null });
        });
    }

    /// <summary>Starts on what a crash left. A share on PostgreSQL whose database is not named gets one of its own.</summary>
    public static async Task<TestStorage> StartAsync(CrashedStorage left)
    {
        if (left.Definition is { Metadata: MetadataStoreKind.Postgres, Postgres: null })
        {
            left = left with { Definition = left.Definition with { Postgres = new PostgresLocation(await PostgresCluster.CreateDatabaseAsync()) } };
        }

        var storage = new TestStorage(left);
        await storage.engine.StartAsync(CancellationToken.None);
        var added = await storage.engine.AddShareAsync(left.Definition, CancellationToken.None);
        Assert.Equal(FsError.None, added.Error);
        return storage;
    }

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

    private sealed class SurroundingOpener(IBlockStoreOpener inner, Func<IBlockStore, IBlockStore> around) : IBlockStoreOpener
    {
        public async Task<IBlockStore> OpenAsync(ShareDefinition definition, ReadOnlyMemory<byte> handleKey, CancellationToken cancellationToken) =>
            around(await inner.OpenAsync(definition, handleKey, cancellationToken));
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
        foreach (var path in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories).Where(path => Path.GetFileName(path) is not ("lock" or "LOCK") && Path.GetExtension(path) != ".lock"))
        {
            File.Copy(path, path.Replace(from, to, StringComparison.Ordinal));
        }
    }
}

/// <summary>What stands for the world around a <see cref="TestStorage"/>.</summary>
/// <param name="Clock">The time; null for the system's.</param>
/// <param name="Opener">What opens block stores; null for the real ones.</param>
/// <param name="Around">What is put around each block store; null for nothing.</param>
internal readonly record struct TestDoubles(
    TimeProvider? Clock = null, IBlockStoreOpener? Opener = null, Func<IBlockStore, IBlockStore>? Around = null, DumpOptions? Dumps = null);

/// <summary>What a crash left of a <see cref="TestStorage"/>.</summary>
internal sealed record CrashedStorage(
    string Directory, IDisk Disk, ShareDefinition Definition, WalOptions Wal, CacheOptions Cache, TestDoubles Doubles);
