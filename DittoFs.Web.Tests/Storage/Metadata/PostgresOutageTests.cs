using System.Collections.Concurrent;
using DittoFs.Storage.Files;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;
using DittoFs.Web.Tests.Storage.Collection;
using DittoFs.Web.Tests.Support;
using Npgsql;

namespace DittoFs.Web.Tests.Storage.Metadata;

/// <summary>The database crashes, comes back, and is away for a while, under a share that clients use.</summary>
public sealed class PostgresOutageTests
{
    private const int ClientCount = 6;

    [Fact]
    public async Task Crashes_UnderLoad_LoseNothingAndRepeatNothing()
    {
        var cluster = await PostgresCluster.StartOwnAsync();
        var storage = await StartAsync(cluster);
        var acknowledged = new ConcurrentDictionary<string, byte>();
        using var stop = new CancellationTokenSource();
        var clients = Enumerable.Range(0, ClientCount).Select(client => Task.Run(() => WorkAsync(storage.Files, client, acknowledged, stop.Token))).ToList();
        for (var round = 1; round <= 3; round++)
        {
            await ReachAsync(() => acknowledged.Count >= round * 200, clients);
            await cluster.StopAsync();
            var during = acknowledged.Count;
            await cluster.ResumeAsync();
            await ReachAsync(() => acknowledged.Count >= during + 100, clients);
        }

        await stop.CancelAsync();
        await Task.WhenAll(clients);
        await ApplyAllAsync(storage);
        await AssertHoldsAsync(storage.Files, acknowledged.Keys);
        Assert.Equal((ulong)acknowledged.Count + 1, (await storage.Share.Metadata.Store.CountAsync(storage.Definition.Id, default)).Value.Nodes);

        storage = await storage.RestartAsync();
        await AssertHoldsAsync(storage.Files, acknowledged.Keys);
        await storage.DisposeAsync();
    }

    [Fact]
    public async Task Outage_KeepsKnownFilesGoing_AsksForPatienceElsewhere_AndIsMadeUpFor()
    {
        var cluster = await PostgresCluster.StartOwnAsync();
        var storage = await StartAsync(cluster);
        var old = await CreateAsync(storage.Files, "old");
        Assert.Equal(FsError.None, (await CreateAsync(storage.Files, "other")).Error);
        storage = await storage.RestartAsync();
        Assert.Equal(FsError.None, (await storage.Files.LookupAsync(TestStorage.Root, NodeId.Root, FileName.FromText("old"), default)).Error);

        Assert.Equal(50, (await storage.Files.WriteAsync(TestStorage.Root, old.Value.Node.Node, 0, new byte[50], WriteStability.FileSync, default)).Value.Count);

        await cluster.StopAsync();
        Assert.Equal(100, (await storage.Files.WriteAsync(TestStorage.Root, old.Value.Node.Node, 0, new byte[100], WriteStability.FileSync, default)).Value.Count);
        Assert.Equal(FsError.None, (await storage.Files.RemoveAsync(TestStorage.Root, NodeId.Root, FileName.FromText("old"), default)).Error);
        Assert.Equal(FsError.Unavailable, (await storage.Files.LookupAsync(TestStorage.Root, NodeId.Root, FileName.FromText("other"), default)).Error);
        Assert.Equal(FsError.Unavailable, (await storage.Files.ReadDirectoryAsync(TestStorage.Root, NodeId.Root, 0, 100, true, default)).Error);
        Assert.False((await storage.Engine.CheckHealthAsync(default)).Single(store => store.Name == "metadata/export").Healthy);

        await cluster.ResumeAsync();
        await ApplyAllAsync(storage);
        Assert.True((await storage.Engine.CheckHealthAsync(default)).Single(store => store.Name == "metadata/export").Healthy);
        await AssertHoldsAsync(storage.Files, ["other"]);
        await storage.DisposeAsync();
    }

    [Fact]
    public async Task Restart_WithoutTheDatabase_KeepsTheLogUntilTheShareCanStart()
    {
        var cluster = await PostgresCluster.StartOwnAsync();
        var storage = await StartAsync(cluster);
        Assert.Equal(FsError.None, (await CreateAsync(storage.Files, "before")).Error);
        await ApplyAllAsync(storage);
        Assert.Equal(FsError.NotFound, (await storage.Files.LookupAsync(TestStorage.Root, NodeId.Root, FileName.FromText("after"), default)).Error);
        await cluster.StopAsync();
        Assert.Equal(FsError.None, (await storage.Files.RenameAsync(TestStorage.Root, NodeId.Root, FileName.FromText("before"), NodeId.Root, FileName.FromText("after"), default)).Error);

        Assert.Equal(FsError.Unavailable, (await storage.Engine.RemoveShareAsync(storage.Definition.Id, default)).Error);
        await using var next = await storage.RestartWithoutShareAsync();
        await Assert.ThrowsAsync<StorageStartException>(() => next.Engine.AddShareAsync(next.Definition, default));
        await cluster.ResumeAsync();
        Assert.Equal(FsError.None, (await next.Engine.AddShareAsync(next.Definition, default)).Error);
        await AssertHoldsAsync(next.Files, ["after"]);
    }

    [Fact]
    public async Task Remove_WithoutTheDatabase_ThenAdd_HasWhatTheDatabaseHadNotTaken()
    {
        var cluster = await PostgresCluster.StartOwnAsync();
        await using var storage = await StartAsync(cluster);
        Assert.Equal(FsError.None, (await CreateAsync(storage.Files, "before")).Error);
        Assert.Equal(FsError.NotFound, (await storage.Files.LookupAsync(TestStorage.Root, NodeId.Root, FileName.FromText("after"), default)).Error);
        await cluster.StopAsync();
        Assert.Equal(FsError.None, (await storage.Files.RenameAsync(TestStorage.Root, NodeId.Root, FileName.FromText("before"), NodeId.Root, FileName.FromText("after"), default)).Error);
        Assert.Equal(FsError.Unavailable, (await storage.Engine.RemoveShareAsync(storage.Definition.Id, default)).Error);
        await cluster.ResumeAsync();

        Assert.Equal(FsError.None, (await storage.Engine.AddShareAsync(storage.Definition, default)).Error);
        await ApplyAllAsync(storage);
        await AssertHoldsAsync(storage.Files, ["after"]);
    }

    [Fact]
    public async Task Share_ThatIsStopped_IsCollectedWithItsRows_AndErasedFromTheDatabase()
    {
        await using var storage = await TestStorage.StartAsync(TestStorage.OpenShare(MetadataStoreKind.Postgres, BlockStoreKind.FileSystem));
        var share = storage.Definition;
        await storage.Files.WriteFileAsync("kept", 100_000, 7);
        Assert.Equal(FsError.None, (await storage.Engine.DrainShareAsync(share.Id, default)).Error);
        Assert.Equal(FsError.None, (await storage.Engine.RemoveShareAsync(share.Id, default)).Error);
        Assert.Equal("true", await AskAsync(share, "SELECT released::text FROM dittofs_metadata.writers"));

        var report = await storage.CollectAsync([share]);
        Assert.Equal(((string?)null, 1L, 0L), (report.Reason, report.Blocks, report.DeadBlocks));
        Assert.Equal("true", await AskAsync(share, "SELECT released::text FROM dittofs_metadata.writers"));
        Assert.Equal(FsError.None, (await storage.Engine.AddShareAsync(share, default)).Error);
        Assert.Equal("false", await AskAsync(share, "SELECT released::text FROM dittofs_metadata.writers"));
        await storage.Files.AssertFileAsync("kept", 100_000, 7);

        Assert.Equal(FsError.None, (await storage.Engine.RemoveShareAsync(share.Id, default)).Error);
        Assert.Equal(FsError.None, (await storage.Engine.EraseShareAsync(share, default)).Error);
        Assert.Equal(0L, await AskAsync(share, "SELECT (SELECT count(*) FROM dittofs_metadata.nodes) + (SELECT count(*) FROM dittofs_metadata.extents) + (SELECT count(*) FROM dittofs_metadata.usage)"));
        Assert.Empty(Directory.GetFiles(Path.Combine(storage.DataDirectory, "metadata", "elsewhere")));
        Assert.Equal(FsError.None, (await storage.Engine.EraseShareAsync(share, default)).Error);
    }

    [Fact]
    public async Task Share_WhoseRowsCanNotBeRead_EndsTheCollection()
    {
        var cluster = await PostgresCluster.StartOwnAsync();
        await using var storage = await StartAsync(cluster);
        Assert.Equal(FsError.None, (await storage.Engine.RemoveShareAsync(storage.Definition.Id, default)).Error);
        await cluster.StopAsync();
        var report = await storage.CollectAsync([storage.Definition]);
        Assert.Contains("is tried again", report.Reason, StringComparison.Ordinal);
        await cluster.ResumeAsync();
        Assert.Null((await storage.CollectAsync([storage.Definition])).Reason);
    }

    private static async Task<object?> AskAsync(ShareDefinition share, string text)
    {
        await using var connection = new NpgsqlConnection(share.Postgres!.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(text, connection);
        return await command.ExecuteScalarAsync();
    }

    private static async Task<TestStorage> StartAsync(PostgresCluster cluster) => await TestStorage.StartAsync(
        TestStorage.OpenShare(MetadataStoreKind.Postgres, BlockStoreKind.FileSystem) with { Postgres = new PostgresLocation(await cluster.CreateAsync()) });

    /// <summary>Makes files, one after the other, and writes to each; asks again when told to come again, as a client does.</summary>
    private static async Task WorkAsync(ShareFileSystem files, int client, ConcurrentDictionary<string, byte> acknowledged, CancellationToken stop)
    {
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            var name = $"c{client}-{i}";
            var made = await CreateAsync(files, name);
            while (made.Error == FsError.Unavailable)
            {
                await Task.Yield();
                made = await CreateAsync(files, name);
            }

            // Who was told to come again had nothing done for him: the name is free.
            Assert.Equal(FsError.None, made.Error);
            Assert.Equal(FsError.None, (await files.WriteAsync(TestStorage.Root, made.Value.Node.Node, 0, BytesOf(name), WriteStability.FileSync, default)).Error);
            acknowledged[name] = 0;
        }
    }

    private static async Task ReachAsync(Func<bool> isReached, List<Task> clients)
    {
        while (!isReached())
        {
            await Task.Yield();
            Assert.DoesNotContain(clients, static client => client.IsFaulted);
        }
    }

    private static async Task ApplyAllAsync(TestStorage storage)
    {
        while (!(await storage.Share.Metadata.Committer.WaitAllAppliedAsync()).IsSuccess)
        {
            // Each round waits for an attempt of the committer.
        }
    }

    private static async Task<FsResult<CreateOutcome>> CreateAsync(ShareFileSystem files, string name) =>
        await files.CreateFileAsync(TestStorage.Root, NodeId.Root, FileName.FromText(name), CreateDisposition.Guarded, default, 0, default);

    private static async Task AssertHoldsAsync(ShareFileSystem files, IEnumerable<string> names)
    {
        var met = new List<string>();
        for (var cookie = 2UL; ;)
        {
            var page = await files.ReadDirectoryAsync(TestStorage.Root, NodeId.Root, cookie, 1000, true, default);
            Assert.Equal(FsError.None, page.Error);
            foreach (var entry in page.Value.Entries)
            {
                var name = entry.Name.ToString();
                met.Add(name);
                if (name[0] == 'c')
                {
                    var buffer = new byte[100];
                    var read = await files.ReadAsync(TestStorage.Root, entry.Node, 0, buffer, default);
                    Assert.Equal(BytesOf(name), buffer[..read.Value.Count]);
                }
            }

            if (page.Value.EndOfDirectory)
            {
                break;
            }

            cookie = page.Value.Entries[^1].Cookie;
        }

        Assert.Equal(names.Order(StringComparer.Ordinal), met.Order(StringComparer.Ordinal));
    }

    private static byte[] BytesOf(string name) => System.Text.Encoding.UTF8.GetBytes($"these are the bytes of {name}");
}
