using System.Text;
using DittoFs.Storage.Files;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;
using DittoFs.Web.Tests.Storage.Blocks.S3;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Storage.Model;

/// <summary>Random operations on a share and on the model, which must answer alike, with uploads, restarts and kills in between.</summary>
public sealed class FileSystemModelTests
{
    private const int Steps = 1_500;

    [Theory]
    [InlineData(MetadataStoreKind.Memory, BlockStoreKind.Memory, 1)]
    [InlineData(MetadataStoreKind.RocksDb, BlockStoreKind.Memory, 2)]
    [InlineData(MetadataStoreKind.RocksDb, BlockStoreKind.FileSystem, 3)]
    [InlineData(MetadataStoreKind.RocksDb, BlockStoreKind.FileSystem, 4)]
    [InlineData(MetadataStoreKind.Postgres, BlockStoreKind.FileSystem, 8)]
    [InlineData(MetadataStoreKind.Custom, BlockStoreKind.Custom, 14)]
    public Task Operations_AtRandom_AgreeWithTheModel(MetadataStoreKind metadata, BlockStoreKind blocks, int seed) => RunAsync(metadata, blocks, seed, Steps);

    [Theory]
    [Trait("Category", "Slow")]
    [InlineData(MetadataStoreKind.RocksDb, BlockStoreKind.FileSystem, 5)]
    [InlineData(MetadataStoreKind.RocksDb, BlockStoreKind.FileSystem, 6)]
    [InlineData(MetadataStoreKind.RocksDb, BlockStoreKind.FileSystem, 7)]
    [InlineData(MetadataStoreKind.Postgres, BlockStoreKind.FileSystem, 9)]
    [InlineData(MetadataStoreKind.Postgres, BlockStoreKind.Memory, 10)]
    [InlineData(MetadataStoreKind.RocksDb, BlockStoreKind.Memory, 11)]
    [InlineData(MetadataStoreKind.Memory, BlockStoreKind.FileSystem, 12)]
    [InlineData(MetadataStoreKind.Memory, BlockStoreKind.Memory, 13)]
    public Task Operations_AtRandomForLong_AgreeWithTheModel(MetadataStoreKind metadata, BlockStoreKind blocks, int seed) => RunAsync(metadata, blocks, seed, Steps * 20);

    [Theory]
    [Trait("Needs", "S3")]
    [InlineData(MetadataStoreKind.RocksDb, DurabilityTier.Local, 14)]
    [InlineData(MetadataStoreKind.Postgres, DurabilityTier.Remote, 15)]
    public Task Operations_OnS3_AgreeWithTheModel(MetadataStoreKind metadata, DurabilityTier durability, int seed) => RunOnS3Async(metadata, durability, seed, Steps);

    [Theory]
    [Trait("Needs", "S3")]
    [Trait("Category", "Slow")]
    [InlineData(MetadataStoreKind.Memory, DurabilityTier.Local, 16)]
    [InlineData(MetadataStoreKind.RocksDb, DurabilityTier.Writeback, 17)]
    [InlineData(MetadataStoreKind.Postgres, DurabilityTier.Local, 18)]
    [InlineData(MetadataStoreKind.Postgres, DurabilityTier.Remote, 19)]
    public Task Operations_OnS3ForLong_AgreeWithTheModel(MetadataStoreKind metadata, DurabilityTier durability, int seed) => RunOnS3Async(metadata, durability, seed, Steps * 5);

    private static async Task RunOnS3Async(MetadataStoreKind metadata, DurabilityTier durability, int seed, int steps)
    {
        await S3TestEndpoint.EnsureBucketAsync();
        var place = S3TestEndpoint.Location($"model-{Guid.NewGuid():N}/");
        try
        {
            await RunAsync(TestStorage.OpenShare(metadata, BlockStoreKind.S3) with { S3 = place, Durability = durability }, seed, steps);
        }
        finally
        {
            await S3TestEndpoint.RemoveAsync(place.Prefix);
        }
    }

    private static Task RunAsync(MetadataStoreKind metadata, BlockStoreKind blocks, int seed, int steps) => RunAsync(TestStorage.OpenShare(metadata, blocks), seed, steps);

    private static async Task RunAsync(ShareDefinition share, int seed, int steps)
    {
        var canRestart = share.Metadata != MetadataStoreKind.Memory && share.Blocks != BlockStoreKind.Memory;
        var run = new Run(await TestStorage.StartAsync(share), seed);
        try
        {
            for (var step = 0; step < steps; step++)
            {
                await run.StepAsync();
                if (canRestart && step % 150 == 149)
                {
                    await run.RestartAsync(killed: step % 300 == 149);
                }

                if (step % 500 == 499)
                {
                    await run.CompareAsync();
                }
            }

            await run.CompareAsync();
        }
        finally
        {
            await run.DisposeAsync();
        }
    }

    private sealed class Run(TestStorage storage, int seed) : IAsyncDisposable
    {
        private static readonly string[] Names = ["a", "b", "c", "d", "e", "ä", "B"];
        private static readonly string[] Directories = ["", "a", "b", "a/b", "a/c", "b/a", "a/b/c", "c"];
        private readonly Random random = new(seed);
        private readonly FileSystemModel model = new();
        private TestStorage storage = storage;

        public ValueTask DisposeAsync() => storage.DisposeAsync();

        public async Task RestartAsync(bool killed)
        {
            // What is not durable may be lost by a kill as far as the model goes, so ask for it.
            foreach (var path in Directories.SelectMany(directory => Names.Select(name => $"{directory}/{name}")))
            {
                if (model.Find(path) is { Kind: NodeKind.File })
                {
                    Assert.Equal(FsError.None, (await storage.Files.CommitAsync(TestStorage.Root, (await FindAsync(path))!.Value, default)).Error);
                }
            }

            if (killed)
            {
                var before = storage;
                storage = await before.CrashAsync();
                await before.DisposeAsync();
            }
            else
            {
                storage = await storage.RestartAsync();
            }
        }

        public async Task StepAsync()
        {
            var directory = Pick(Directories);
            var other = Pick(Directories);
            var (name, otherName) = (Pick(Names), Pick(Names));
            if (model.Find(directory) is not { } node || model.Find(other) is not { } otherNode)
            {
                return;
            }

            var (id, otherId) = ((await FindAsync(directory))!.Value, (await FindAsync(other))!.Value);
            switch (random.Next(12))
            {
                case 0 or 1:
                    Agree(FileSystemModel.Create(node, name, NodeKind.File), (await storage.Files.CreateFileAsync(TestStorage.Root, id, Name(name), CreateDisposition.Guarded, default, 0, default)).Error);
                    break;
                case 2 or 3:
                    Agree(FileSystemModel.Create(node, name, NodeKind.Directory), (await storage.Files.MakeDirectoryAsync(TestStorage.Root, id, Name(name), default, default)).Error);
                    break;
                case 4:
                    Agree(
                        FileSystemModel.Create(node, name, NodeKind.SymbolicLink, otherName),
                        (await storage.Files.MakeSymbolicLinkAsync(TestStorage.Root, id, Name(name), Encoding.UTF8.GetBytes(otherName), default, default)).Error);
                    break;
                case 5:
                    var ofDirectory = random.Next(2) == 0;
                    Agree(
                        FileSystemModel.Remove(node, name, ofDirectory),
                        ofDirectory
                            ? (await storage.Files.RemoveDirectoryAsync(TestStorage.Root, id, Name(name), default)).Error
                            : (await storage.Files.RemoveAsync(TestStorage.Root, id, Name(name), default)).Error);
                    break;
                case 6 or 7:
                    Agree(FileSystemModel.Rename(node, name, otherNode, otherName), (await storage.Files.RenameAsync(TestStorage.Root, id, Name(name), otherId, Name(otherName), default)).Error);
                    break;
                case 8 when model.Find($"{directory}/{name}") is { } linked:
                    Agree(
                        FileSystemModel.Link(linked, otherNode, otherName),
                        (await storage.Files.LinkAsync(TestStorage.Root, (await FindAsync($"{directory}/{name}"))!.Value, otherId, Name(otherName), default)).Error);
                    break;
                case 9 or 10 when model.Find($"{directory}/{name}") is { Kind: NodeKind.File } written:
                    await WriteAsync(written, (await FindAsync($"{directory}/{name}"))!.Value);
                    break;
                case 11 when model.Find($"{directory}/{name}") is { Kind: NodeKind.File } resized:
                    var size = random.Next(0, 40_000);
                    FileSystemModel.Resize(resized, size);
                    var target = (await FindAsync($"{directory}/{name}"))!.Value;
                    Agree(FsError.None, (await storage.Files.SetAttributesAsync(TestStorage.Root, target, new AttributeChanges { Size = (ulong)size }, null, default)).Error);
                    break;
                default:
                    Agree(FsError.None, (await storage.Share.Uploader.DrainAsync(default)).Error);
                    break;
            }
        }

        public Task CompareAsync() => CompareAsync(model.Root, NodeId.Root, "");

        private async Task WriteAsync(FileSystemModel.Node node, NodeId id)
        {
            var bytes = new byte[random.Next(1, 9_000)];
            random.NextBytes(bytes);
            var offset = random.Next(0, 30_000);
            FileSystemModel.Write(node, offset, bytes);
            Agree(FsError.None, (await storage.Files.WriteAsync(TestStorage.Root, id, (ulong)offset, bytes, (WriteStability)random.Next(3), default)).Error);
        }

        private async Task CompareAsync(FileSystemModel.Node node, NodeId id, string path)
        {
            var attributes = (await storage.Files.GetAttributesAsync(TestStorage.Root, id, default)).Value;
            Assert.Equal(node.Kind, attributes.Kind);
            var directories = node.Entries.Values.Count(entry => entry.Kind == NodeKind.Directory);
            Assert.Equal(node.Kind == NodeKind.Directory ? 2 + directories : node.Links, (int)attributes.LinkCount);
            if (node.Kind == NodeKind.File)
            {
                var buffer = new byte[node.Bytes.Length + 10];
                var read = (await storage.Files.ReadAsync(TestStorage.Root, id, 0, buffer, default)).Value;
                Assert.True(buffer.AsSpan(0, read.Count).SequenceEqual(node.Bytes), $"bytes of {path} differ");
            }
            else if (node.Kind == NodeKind.SymbolicLink)
            {
                Assert.Equal(node.Target, Encoding.UTF8.GetString((await storage.Files.ReadLinkAsync(TestStorage.Root, id, default)).Value.Target.Span));
            }
            else
            {
                var page = (await storage.Files.ReadDirectoryAsync(TestStorage.Root, id, 2, 1000, true, default)).Value;
                Assert.Equal(node.Entries.Keys.Order(), page.Entries.Select(entry => entry.Name.ToString()).Order());
                foreach (var entry in page.Entries)
                {
                    await CompareAsync(node.Entries[entry.Name.ToString()], entry.Node, $"{path}/{entry.Name}");
                }
            }
        }

        private async Task<NodeId?> FindAsync(string path)
        {
            var node = NodeId.Root;
            foreach (var name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
            {
                var found = await storage.Files.LookupAsync(TestStorage.Root, node, Name(name), default);
                if (!found.IsSuccess)
                {
                    return null;
                }

                node = found.Value.Node.Node;
            }

            return node;
        }

        private string Pick(string[] from) => from[random.Next(from.Length)];

        private static FileName Name(string text) => FileName.FromText(text);

        private static void Agree(FsError expected, FsError actual) => Assert.Equal(expected, actual);
    }
}
