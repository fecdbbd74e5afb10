using DittoFs.Storage.Files;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Storage.Crash;

/// <summary>The power fails while many clients work; afterwards everything that was acknowledged is there, and nothing is half there.</summary>
public sealed class PowerCutTests
{
    private const int ClientCount = 8;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task PowerCut_UnderLoad_KeepsWhatWasAcknowledged(int seed)
    {
        var load = await RunAsync(seed, ignoreSyncs: false, uploads: seed != 2);
        Assert.True(load.Acknowledged > 50, $"only {load.Acknowledged} acknowledgements");
        Assert.Empty(load.Lost);
    }

    [Fact]
    public async Task PowerCut_WhenSyncsAreIgnored_IsNoticedByThisTest()
    {
        var load = await RunAsync(4, ignoreSyncs: true, uploads: false);
        Assert.NotEmpty(load.Lost);
    }

    private static async Task<(int Acknowledged, List<string> Lost)> RunAsync(int seed, bool ignoreSyncs, bool uploads)
    {
        var disk = new SimulatedDisk();
        await using var storage = await TestStorage.StartAsync(TestStorage.OpenShare(MetadataStoreKind.RocksDb, BlockStoreKind.FileSystem), disk);
        disk.IgnoreSyncs = ignoreSyncs;
        using var stop = new CancellationTokenSource();
        var clients = Enumerable.Range(0, ClientCount).Select(i => new Client(storage.Files, i, seed)).ToList();
        var running = clients.Select(client => Task.Run(() => client.RunAsync(stop.Token))).ToList();
        while (clients.Sum(client => client.Acknowledged.Count) < 400)
        {
            await Task.Yield();
            if (uploads)
            {
                await storage.Share.Uploader.DrainAsync(default);
            }
        }

        var promised = clients.SelectMany(client => client.Snapshot()).ToList();
        await using var after = await storage.CrashAsync(powerCut: true);
        await stop.CancelAsync();
        await Task.WhenAll(running);
        return (promised.Count, await FindLostAsync(after.Files, promised));
    }

    private static async Task<List<string>> FindLostAsync(ShareFileSystem files, List<Promise> promised)
    {
        List<string> lost = [];
        foreach (var promise in promised)
        {
            var found = await files.LookupAsync(TestStorage.Root, NodeId.Root, FileName.FromText(promise.Name), default);
            if (!found.IsSuccess)
            {
                lost.Add($"{promise.Name}: {found.Error}");
                continue;
            }

            var buffer = new byte[promise.Length + 1];
            var read = await files.ReadAsync(TestStorage.Root, found.Value.Node.Node, 0, buffer, default);
            if (!read.IsSuccess || read.Value.Count != promise.Length || buffer.AsSpan(0, promise.Length).ContainsAnyExcept(promise.Value))
            {
                lost.Add($"{promise.Name}: {read.Error}, {read.Value.Count} of {promise.Length} bytes");
            }
        }

        return lost;
    }

    /// <summary>A file that was acknowledged: so many bytes of one value, never changed afterwards.</summary>
    private sealed record Promise(string Name, int Length, byte Value);

    private sealed class Client(ShareFileSystem files, int number, int seed)
    {
        private readonly Random random = new(HashCode.Combine(number, seed));

        public List<Promise> Acknowledged { get; } = [];

        public List<Promise> Snapshot()
        {
            lock (Acknowledged)
            {
                return [.. Acknowledged];
            }
        }

        public async Task RunAsync(CancellationToken stop)
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                var promise = new Promise($"c{number}-{i}", random.Next(1, 20_000), (byte)random.Next(1, 256));
                if (!await MakeAsync(promise))
                {
                    return;
                }

                lock (Acknowledged)
                {
                    Acknowledged.Add(promise);
                }
            }
        }

        /// <summary>Writes under another name, in one of the ways in which clients make bytes durable, and renames.</summary>
        private async Task<bool> MakeAsync(Promise promise)
        {
            var draft = FileName.FromText($"{promise.Name}.draft");
            var made = await files.CreateFileAsync(TestStorage.Root, NodeId.Root, draft, CreateDisposition.Guarded, default, 0, default);
            var node = made.Value.Node.Node;
            var bytes = new byte[promise.Length];
            bytes.AsSpan().Fill(promise.Value);
            var half = promise.Length / 2;
            var stable = random.Next(2) == 0;
            var stability = stable ? WriteStability.FileSync : WriteStability.Unstable;
            return made.IsSuccess
                && (await files.WriteAsync(TestStorage.Root, node, 0, new byte[promise.Length], WriteStability.Unstable, default)).IsSuccess
                && (await files.WriteAsync(TestStorage.Root, node, (ulong)half, bytes.AsMemory(half), stability, default)).IsSuccess
                && (await files.WriteAsync(TestStorage.Root, node, 0, bytes.AsMemory(0, half), stability, default)).IsSuccess
                && (stable || (await files.CommitAsync(TestStorage.Root, node, default)).IsSuccess)
                && (await files.RenameAsync(TestStorage.Root, NodeId.Root, draft, NodeId.Root, FileName.FromText(promise.Name), default)).IsSuccess;
        }
    }
}
