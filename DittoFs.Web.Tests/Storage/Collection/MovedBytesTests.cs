using DittoFs.Storage.Content;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Storage.Collection;

/// <summary>
/// Bytes that can't be uploaded are moved within the log while another share fills it, stay in it while their share is stopped, and are uploaded when that is back:
/// beside a collector, which may take what nobody needs and nothing else.
/// </summary>
public sealed class MovedBytesTests
{
    private const int MiB = 1 << 20;
    private static readonly ShareDefinition Far = TestStorage.OpenShare(MetadataStoreKind.RocksDb, BlockStoreKind.FileSystem);
    private static readonly ShareDefinition Near = CollectedStorage.Beside(Far, "near") with { Blocks = BlockStoreKind.Memory };
    private readonly ShiftedClock clock = new();

    [Fact]
    public async Task Bytes_ThatWereMovedAndHandedBack_LiveThroughCollections_AndTheirOldBlocksDoNot()
    {
        var storage = await StartAsync();
        var files = storage.Files;
        await files.WriteFileAsync("kept", 3 * MiB, 1);
        await storage.DrainAsync(Far);
        await files.WriteFileAsync("replaced", 3 * MiB, 2);
        await storage.DrainAsync(Far);
        await files.WriteFileAsync("removed", 3 * MiB, 3);
        await storage.DrainAsync(Far);
        Assert.Equal(3, storage.BlockFiles(Far).Count);

        // Its store is away: what comes now can't leave the log. A share beside it has the log go round.
        SetAway(storage, true);
        await files.WriteFileAsync("replaced", 3 * MiB, 4);
        await files.WriteFileAsync("kept", MiB, 5);
        await files.WriteFileAsync("new", 2 * MiB, 6);
        await files.RemoveFileAsync("removed");
        Assert.NotEqual(FsError.None, (await storage.Share.Uploader.DrainAsync(default)).Error);
        var youngest = ReadSequences(storage).Max();
        for (var i = 0; ReadSequences(storage).Min() <= youngest; i++)
        {
            await storage.Find(Near.Id).FileSystem.WriteFileAsync("passing", 4 * MiB, (byte)i);
        }

        Assert.Equal(6L * MiB, storage.Share.Content.DirtyBytes);
        await storage.DrainAsync(Near);

        // It is stopped with its bytes in the log, and what its store has is collected meanwhile.
        Assert.Equal(FsError.None, (await storage.Engine.RemoveShareAsync(Far.Id, default)).Error);
        SetAway(storage, false);
        var report = await storage.CollectAllAsync(clock, Far);
        Assert.Equal((3, 1), (report.Blocks, report.DeletedBlocks));
        Assert.Equal(FsError.None, (await storage.Engine.AddShareAsync(Far, default)).Error);
        await AssertFilesAsync(storage);

        // They become blocks, and the block that they replace goes.
        await storage.DrainAsync(Far);
        Assert.Equal(0, storage.Find(Far.Id).Content.DirtyBytes);
        Assert.Equal(1, (await storage.CollectAllAsync(clock, Far)).DeletedBlocks);
        await AssertFilesAsync(storage);
        await using var restarted = await storage.RestartAsync();
        await AssertFilesAsync(restarted);
    }

    private async Task<TestStorage> StartAsync()
    {
        var wal = TestStorage.SmallLog();
        wal.CheckpointInterval = TimeSpan.FromSeconds(1);
        var storage = await TestStorage.StartAsync(Far, wal: wal, clock: clock);
        Assert.Equal(FsError.None, (await storage.Engine.AddShareAsync(Near, default)).Error);
        return storage;
    }

    private static void SetAway(TestStorage storage, bool away)
    {
        var (here, there) = (Path.Combine(storage.DataDirectory, "blocks"), Path.Combine(storage.DataDirectory, "away"));
        Directory.Move(away ? here : there, away ? there : here);
    }

    /// <summary>The records that the share's bytes in the log come from.</summary>
    private static List<ulong> ReadSequences(TestStorage storage)
    {
        List<Extent<LogRange>> extents = [];
        foreach (var state in storage.Find(Far.Id).Content.DirtyContents)
        {
            lock (state.Gate)
            {
                state.Log.CopyRange(0, ulong.MaxValue, extents);
            }
        }

        return extents.ConvertAll(static extent => extent.Source.Sequence);
    }

    private static async Task AssertFilesAsync(TestStorage storage)
    {
        var files = storage.Find(Far.Id).FileSystem;
        await files.AssertFileAsync("replaced", 3 * MiB, 4);
        await files.AssertFileAsync("new", 2 * MiB, 6);
        Assert.Equal(FsError.NotFound, (await files.LookupAsync(TestStorage.Root, NodeId.Root, FileName.FromText("removed"), default)).Error);

        var kept = await files.LookupAsync(TestStorage.Root, NodeId.Root, FileName.FromText("kept"), default);
        var bytes = new byte[(3 * MiB) + 1];
        Assert.Equal(3 * MiB, (await files.ReadAsync(TestStorage.Root, kept.Value.Node.Node, 0, bytes, default)).Value.Count);
        Assert.Equal(-1, bytes.AsSpan(0, MiB).IndexOfAnyExcept((byte)5));
        Assert.Equal(-1, bytes.AsSpan(MiB, 2 * MiB).IndexOfAnyExcept((byte)1));
    }
}
