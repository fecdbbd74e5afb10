using DittoFs.Storage.Files;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;
using DittoFs.Web.Tests.Storage.Blocks.S3;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Storage.Collection;

/// <summary>
/// Writers and the collector at once, for hours of the clock: two shares on one store with files of the same names, written, cut, replaced, removed and uploaded in
/// any order, while one of them is stopped and started. Every byte that lives is readable at any time, and in the end no block is left that nobody needs.
/// </summary>
public sealed class CollectorRaceTests
{
    private const int Writers = 3;
    private const int Steps = 120;
    private readonly ShiftedClock _clock = new();

    [Theory]
    [InlineData(1, MetadataStoreKind.RocksDb, BlockStoreKind.FileSystem)]
    [InlineData(2, MetadataStoreKind.RocksDb, BlockStoreKind.FileSystem)]
    [InlineData(3, MetadataStoreKind.RocksDb, BlockStoreKind.Memory)]
    [InlineData(4, MetadataStoreKind.Memory, BlockStoreKind.Memory)]
    public Task Race_KeepsWhatLivesAndLeavesNothingDead(int seed, MetadataStoreKind metadata, BlockStoreKind blocks) =>
        RaceAsync(TestStorage.OpenShare(metadata, blocks), seed, stopsShares: metadata == MetadataStoreKind.RocksDb && blocks == BlockStoreKind.FileSystem);

    [Fact, Trait("Needs", "S3")]
    public async Task Race_OnS3_KeepsWhatLivesAndLeavesNothingDead()
    {
        await S3TestEndpoint.EnsureBucketAsync();
        var place = S3TestEndpoint.Location($"race-{Guid.NewGuid():N}/");
        var share = TestStorage.OpenShare(MetadataStoreKind.RocksDb, BlockStoreKind.S3) with { S3 = place };
        try
        {
            await RaceAsync(share, seed: 5, stopsShares: true);
        }
        finally
        {
            await S3TestEndpoint.RemoveAsync(place.Prefix);
        }
    }

    private async Task RaceAsync(ShareDefinition first, int seed, bool stopsShares)
    {
        var second = CollectedStorage.Beside(first, "second");
        await using var storage = await TestStorage.StartAsync(first, clock: _clock);
        Assert.Equal(FsError.None, (await storage.Engine.AddShareAsync(second, default)).Error);
        ShareDefinition[] shares = [first, second];
        var writers = Enumerable.Range(0, Writers)
            .SelectMany(number => shares.Select(share => new Writer(storage, share, number, new Random(HashCode.Combine(seed, number, share.Name.Value.Length)))))
            .ToList();
        var writing = Task.WhenAll(writers.Select(writer => Task.Run(writer.RunAsync)));
        var random = new Random(seed);
        for (var round = 0; !writing.IsCompleted || round < 10; round++)
        {
            _clock.Advance(TimeSpan.FromMinutes(random.Next(1, 50)));
            var report = await storage.CollectAsync(shares, dryRun: random.Next(8) == 0);
            Assert.True(report.Reason is null || stopsShares, report.Reason);
            if (stopsShares && random.Next(4) == 0)
            {
                // Its writers are refused meanwhile, and try again.
                Assert.Equal(FsError.None, (await storage.Engine.RemoveShareAsync(second.Id, default)).Error);
                Assert.Null((await storage.CollectAsync(shares)).Reason);
                Assert.Equal(FsError.None, (await storage.Engine.AddShareAsync(second, default)).Error);
            }
        }

        await writing;
        foreach (var writer in writers)
        {
            await writer.AssertAllAsync();
        }

        await storage.DrainAsync(first);
        await storage.DrainAsync(second);
        var collected = await storage.CollectAllAsync(_clock, shares);
        Assert.True(writers.Sum(writer => writer.Uploads) > 20, "hardly anything was uploaded");
        foreach (var writer in writers)
        {
            await writer.AssertAllAsync();
            await writer.RemoveAllAsync();
        }

        Assert.NotEqual(0, collected.Blocks - collected.DeletedBlocks);
        await storage.DrainAsync(first);
        await storage.DrainAsync(second);
        await storage.CollectAllAsync(_clock, shares);
        var last = await storage.CollectAsync(shares);
        Assert.Equal((0, 0), (last.Blocks, last.DeadBlocks));
    }

    /// <summary>Changes files of its own and knows what is in them.</summary>
    private sealed class Writer(TestStorage storage, ShareDefinition share, int number, Random random)
    {
        private readonly Dictionary<string, byte[]> model = [];

        public int Uploads { get; private set; }

        public async Task RunAsync()
        {
            for (var step = 0; step < Steps; step++)
            {
                var name = $"w{number}-{random.Next(6)}";
                switch (random.Next(10))
                {
                    case < 5:
                        await WriteAsync(name);
                        break;
                    case 5:
                        await CutAsync(name);
                        break;
                    case 6:
                        await RemoveAsync(name);
                        break;
                    case 7:
                        await AssertAsync(name);
                        break;
                    default:
                        var drained = await storage.Engine.DrainShareAsync(share.Id, default);
                        Assert.True(drained.Error is FsError.None or FsError.NotFound or FsError.Unavailable, $"{drained.Error}");
                        Uploads++;
                        break;
                }
            }
        }

        public async Task AssertAllAsync()
        {
            foreach (var name in model.Keys)
            {
                await AssertAsync(name);
            }
        }

        public async Task RemoveAllAsync()
        {
            foreach (var name in model.Keys.ToList())
            {
                await RemoveAsync(name);
            }
        }

        private async Task WriteAsync(string name)
        {
            var bytes = new byte[random.Next(1, 200_000)];
            random.NextBytes(bytes);
            var before = model.GetValueOrDefault(name, []);
            var offset = random.Next(0, before.Length + 1);
            var node = await WhenItRunsAsync(files => files.CreateFileAsync(
                TestStorage.Root, NodeId.Root, FileName.FromText(name), CreateDisposition.Unchecked, default, 0, default));
            await WhenItRunsAsync(files => files.WriteAsync(TestStorage.Root, node.Node.Node, (ulong)offset, bytes, WriteStability.Unstable, default));
            var after = new byte[Math.Max(before.Length, offset + bytes.Length)];
            before.CopyTo(after, 0);
            bytes.CopyTo(after, offset);
            model[name] = after;
        }

        private async Task CutAsync(string name)
        {
            if (model.TryGetValue(name, out var before))
            {
                var size = random.Next(0, before.Length + 1);
                var node = await FindAsync(name);
                await WhenItRunsAsync(files => files.SetAttributesAsync(TestStorage.Root, node, new AttributeChanges { Size = (ulong)size }, null, default));
                model[name] = before[..size];
            }
        }

        private async Task RemoveAsync(string name)
        {
            if (model.Remove(name))
            {
                await WhenItRunsAsync(files => files.RemoveAsync(TestStorage.Root, NodeId.Root, FileName.FromText(name), default));
            }
        }

        private async Task AssertAsync(string name)
        {
            if (model.TryGetValue(name, out var expected))
            {
                var bytes = new byte[expected.Length + 1];
                var node = await FindAsync(name);
                var read = await WhenItRunsAsync(files => files.ReadAsync(TestStorage.Root, node, 0, bytes, default));
                Assert.True(read.Count == expected.Length && bytes.AsSpan(0, read.Count).SequenceEqual(expected), $"{share.Name}/{name} has other bytes");
            }
        }

        private async Task<NodeId> FindAsync(string name) =>
            (await WhenItRunsAsync(files => files.LookupAsync(TestStorage.Root, NodeId.Root, FileName.FromText(name), default))).Node.Node;

        /// <summary>Tries until the share runs and answers; an operation that was refused because it is being stopped did nothing.</summary>
        private async Task<T> WhenItRunsAsync<T>(Func<IFileSystem, ValueTask<FsResult<T>>> operation)
        {
            while (true)
            {
                if (storage.Catalog.TryGet(share.Name, out var files))
                {
                    var result = await operation(files);
                    if (result.Error != FsError.Unavailable)
                    {
                        Assert.Equal(FsError.None, result.Error);
                        return result.Value;
                    }
                }

                await Task.Yield();
            }
        }
    }
}
