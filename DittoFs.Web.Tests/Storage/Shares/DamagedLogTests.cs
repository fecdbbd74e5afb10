using DittoFs.Storage.Files;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Storage.Shares;

/// <summary>A record in the middle of the log is damaged: whose it is loses what it was, and nobody else anything.</summary>
public sealed class DamagedLogTests
{
    private static readonly ShareDefinition First = TestStorage.OpenShare(MetadataStoreKind.RocksDb, BlockStoreKind.FileSystem);
    private static readonly ShareDefinition Second = First with { Id = TestRecords.Share(9), Name = ShareName.Parse("second") };

    [Fact]
    public async Task Bytes_ThatWereDamaged_AreAnErrorUntilTheyAreWrittenAnew_AndEverythingElseIsThere()
    {
        var left = await MakeAsync("the bytes that will be damaged"u8.ToArray());
        await using (var storage = await TestStorage.StartAsync(left))
        {
            Assert.Equal(FsError.Corrupt, (await ReadAsync(storage.Files, "victim", 100, 10)).Error);
            Assert.Equal(new byte[100], (await ReadAsync(storage.Files, "victim", 0, 100)).Value);
            Assert.Equal("later"u8.ToArray(), (await ReadAsync(storage.Files, "witness", 0, 5)).Value);
            Assert.True(storage.Share.LostBytes > 0);
            var health = await storage.Engine.CheckHealthAsync(default);
            Assert.Contains(health, part => !part.Healthy && part.Detail.Contains("lost", StringComparison.Ordinal));
            Assert.Equal(FsError.None, (await storage.Engine.DrainShareAsync(First.Id, default)).Error);
            Assert.Equal(FsError.Corrupt, (await ReadAsync(storage.Files, "victim", 100, 10)).Error);
            left = storage.CaptureCrash(powerCut: true);
        }

        await using var again = await TestStorage.StartAsync(left);
        Assert.Equal(FsError.Corrupt, (await ReadAsync(again.Files, "victim", 100, 10)).Error);
        await WriteAsync(again.Files, await FindAsync(again.Files, "victim"), 100, "the bytes that were damaged...."u8.ToArray());
        Assert.Equal("the bytes"u8.ToArray(), (await ReadAsync(again.Files, "victim", 100, 9)).Value);
    }

    [Fact]
    public async Task Names_ThatWereDamaged_KeepTheirShareFromStarting_AndNoOther()
    {
        var left = await MakeAsync("a-name-that-will-be-damaged"u8.ToArray());
        for (var round = 0; round < 2; round++)
        {
            await using var storage = await TestStorage.StartAsync(left);
            Assert.Equal("later"u8.ToArray(), (await ReadAsync(storage.Files, "witness", 0, 5)).Value);
            var refusal = await Assert.ThrowsAsync<StorageStartException>(() => storage.Engine.AddShareAsync(Second, default));
            Assert.Contains("was durable and is damaged", refusal.Message, StringComparison.Ordinal);
            Assert.Equal(FsError.None, (await storage.Engine.DrainShareAsync(First.Id, default)).Error);
            left = storage.CaptureCrash(powerCut: true);
        }

        // Whoever accepts the loss has the share as it was before the change.
        var disk = (SimulatedDisk)left.Disk;
        Assert.True(disk.Exists(Path.Combine(left.Directory, "damaged", $"{Second.Id}.records")));
        foreach (var path in disk.List(Path.Combine(left.Directory, "wal")))
        {
            disk.Lose(path);
        }

        disk.Lose(Path.Combine(left.Directory, "damaged", $"{Second.Id}.txt"));
        await using var accepted = await TestStorage.StartAsync(left);
        Assert.Equal(FsError.None, (await accepted.Engine.AddShareAsync(Second, default)).Error);
        var files = accepted.Catalog.TryGet(Second.Name, out var second) ? second : throw new InvalidOperationException("The share is not there.");
        Assert.Equal(FsError.None, (await files.LookupAsync(TestStorage.Root, NodeId.Root, FileName.FromText("before"), default)).Error);
        Assert.Equal(FsError.NotFound, (await files.LookupAsync(TestStorage.Root, NodeId.Root, FileName.FromText("a-name-that-will-be-damaged"), default)).Error);
    }

    /// <summary>Two shares with files in the log, killed, and the first of <paramref name="bytes"/> in the log damaged.</summary>
    private static async Task<CrashedStorage> MakeAsync(byte[] bytes)
    {
        await using var storage = await TestStorage.StartAsync(First, new SimulatedDisk());
        Assert.Equal(FsError.None, (await storage.Engine.AddShareAsync(Second, default)).Error);
        var second = storage.Catalog.TryGet(Second.Name, out var found) ? found : throw new InvalidOperationException("The share is not there.");
        var victim = await CreateAsync(storage.Files, "victim");
        await WriteAsync(storage.Files, victim, 100, "the bytes that will be damaged"u8.ToArray());
        await CreateAsync(second, "before");
        await CreateAsync(second, "a-name-that-will-be-damaged");
        await CreateAsync(second, "behind");
        await WriteAsync(storage.Files, await CreateAsync(storage.Files, "witness"), 0, "later"u8.ToArray());
        var left = storage.CaptureCrash(powerCut: false);
        var disk = (SimulatedDisk)left.Disk;
        var (path, offset) = disk.Find(Path.Combine(left.Directory, "wal"), bytes);
        disk.Damage(path, offset, 0x20);
        return left;
    }

    private static async Task<NodeId> CreateAsync(IFileSystem files, string name) =>
        (await files.CreateFileAsync(TestStorage.Root, NodeId.Root, FileName.FromText(name), CreateDisposition.Guarded, default, 0, default)).Value.Node.Node;

    private static async Task WriteAsync(IFileSystem files, NodeId node, ulong offset, byte[] bytes) =>
        Assert.Equal(FsError.None, (await files.WriteAsync(TestStorage.Root, node, offset, bytes, WriteStability.FileSync, default)).Error);

    private static async Task<NodeId> FindAsync(IFileSystem files, string name) =>
        (await files.LookupAsync(TestStorage.Root, NodeId.Root, FileName.FromText(name), default)).Value.Node.Node;

    private static async Task<FsResult<byte[]>> ReadAsync(IFileSystem files, string name, ulong offset, int length)
    {
        var bytes = new byte[length];
        var read = await files.ReadAsync(TestStorage.Root, await FindAsync(files, name), offset, bytes, default);
        return read.IsSuccess ? bytes[..read.Value.Count] : read.Error;
    }
}
