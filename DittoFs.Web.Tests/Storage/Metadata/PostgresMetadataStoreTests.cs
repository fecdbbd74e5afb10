using DittoFs.Storage.Metadata;
using DittoFs.Storage.Metadata.Postgres;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Conformance;
using DittoFs.Web.Tests.Support;
using Npgsql;
using static DittoFs.Storage.Conformance.TestRecords;

namespace DittoFs.Web.Tests.Storage.Metadata;

public sealed class PostgresMetadataStoreTests : PersistentMetadataStoreConformance, IDisposable
{
    private static readonly PostgresWriter Writer = new(Share(1).Value, Guid.Parse("5b3c5a5e-3c3f-4d6e-9a55-1c8f5f0d7a01"), 0, false);
    private readonly List<PostgresDatabase> databases = [];
    private string? connection;
    private bool wasOpened;

    private string Connection => connection ??= Wait(PostgresCluster.CreateDatabaseAsync);

    public void Dispose() => Wait(async () =>
    {
        foreach (var database in databases)
        {
            await database.DisposeAsync();
        }

        return true;
    });

    protected override IMetadataStore OpenStore()
    {
        var writer = Writer with { LogSequence = wasOpened ? ulong.MaxValue >> 1 : 0 };
        wasOpened = true;
        return Open(Connection, writer);
    }

    protected override IMetadataStore OpenCrashImage() =>
        Open(Wait(() => PostgresCluster.CopyMetadataAsync(Connection)), Writer with { LogSequence = ulong.MaxValue >> 1 });

    [Fact]
    public async Task Open_OfAnUnknownVersion_IsRefusedAndChangesNothing()
    {
        await Store.DisposeAsync();
        await ExecuteAsync("INSERT INTO dittofs_metadata.migrations (version) VALUES (99)");
        await AssertRefusedAsync(Writer, "version 99");
        await AssertRefusedAsync(Writer, "version 99");
        await ExecuteAsync("DELETE FROM dittofs_metadata.migrations");
        await AssertRefusedAsync(Writer, "no version");
    }

    [Fact]
    public async Task Open_OfAForeignSchema_IsRefusedAndChangesNothing()
    {
        await Store.DisposeAsync();
        await ExecuteAsync("DROP SCHEMA dittofs_metadata CASCADE; CREATE SCHEMA dittofs_metadata; CREATE TABLE dittofs_metadata.theirs (a int)");
        await AssertRefusedAsync(Writer, "not DittoFs'");
        await ExecuteAsync("SELECT a FROM dittofs_metadata.theirs");
    }

    [Theory]
    [InlineData("nonsense", "can't be read")]
    [InlineData("Database=files", "no host")]
    [InlineData("Host=/nowhere;Database=files;Username=nobody", "is tried again")]
    public async Task Open_WithoutADatabase_SaysWhatToDo(string connectionString, string message)
    {
        var refusal = await Assert.ThrowsAsync<StorageStartException>(() => PostgresDatabase.OpenAsync(connectionString, None));
        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_OfADatabaseThatIsNotThere_SaysWhatToDo()
    {
        var elsewhere = new NpgsqlConnectionStringBuilder(Connection) { Database = "nothing_here" };
        var refusal = await Assert.ThrowsAsync<StorageStartException>(() => PostgresDatabase.OpenAsync(elsewhere.ConnectionString, None));
        Assert.Contains("CREATE DATABASE", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_WhileAnotherProcessRunsTheShare_IsRefusedAndLeavesItRunning()
    {
        await AssertRefusedAsync(Writer, "Another server");
        await AppliedAsync(batch => batch.PutNode(FileNode(11)));
        await Store.DisposeAsync();
        await using var next = Open(Connection, Writer with { LogSequence = 10 });
        Assert.Equal(1UL, next.AppliedSequence);
    }

    [Fact]
    public async Task Open_WithAnotherLog_IsRefusedUntilTheShareWasReleased()
    {
        await AppliedAsync(batch => batch.PutNode(FileNode(11, 5)));
        await Store.DisposeAsync();
        var other = Writer with { Log = Guid.Parse("5b3c5a5e-3c3f-4d6e-9a55-1c8f5f0d7a02"), LogSequence = 700, LogHasRecords = true };
        await AssertRefusedAsync(other, "belongs to another data directory");

        var store = Open(Connection, Writer with { LogSequence = 1 });
        Assert.Equal(FsResult.Success, await store.ReleaseAsync());
        await store.DisposeAsync();
        await using (var moved = Open(Connection, other))
        {
            Assert.Equal((700UL, 700UL), (moved.LogStart, moved.AppliedSequence));
            Assert.Equal(5UL, Value(await moved.ReadNodeAsync(Share(1), new NodeId(11), None))!.Size);
        }

        await AssertRefusedAsync(Writer with { LogSequence = 1 }, "belongs to another data directory");
    }

    [Fact]
    public async Task Open_WhenTheLogHasRecordsOfAShareThatTheDatabaseNeverSaw_IsRefused()
    {
        await AssertRefusedAsync(Writer with { Id = Share(9).Value, LogHasRecords = true }, "emptied");
    }

    [Fact]
    public async Task Open_WhenTheLogIsShorterThanWhatWasApplied_IsRefused()
    {
        await AppliedAsync(batch => batch.PutNode(FileNode(11)));
        await Store.DisposeAsync();
        await AssertRefusedAsync(Writer with { LogSequence = 0 }, "durable are gone");
    }

    [Theory]
    [InlineData(CuttingProxy.CutAt.Request)]
    [InlineData(CuttingProxy.CutAt.Reply)]
    public async Task Apply_WhoseOutcomeIsUnknown_IsFoundOutAndDoneOnce(object place)
    {
        await Store.DisposeAsync();
        var cluster = await PostgresCluster.GetSharedAsync();
        await using var proxy = new CuttingProxy(cluster.Socket);
        var through = new NpgsqlConnectionStringBuilder(Connection) { Host = "127.0.0.1", Port = proxy.Port, SslMode = SslMode.Disable };
        await using var store = Open(through.ConnectionString, Writer with { LogSequence = 100 });
        Assert.Equal(FsResult.Success, await store.ApplyAsync([Sizes(1)], 1, None));
        await WarmAsync(store);

        var second = Sizes(2);
        proxy.CutNext((CuttingProxy.CutAt)place);
        Assert.Equal(FsError.Unavailable, (await store.ApplyAsync([second], 2, None)).Error);
        Assert.Equal(1UL, store.AppliedSequence);
        var committed = place is CuttingProxy.CutAt.Reply;
        Assert.Equal(committed ? 2L : 1, await ReadAsync("SELECT commits FROM dittofs_metadata.writers"));

        Assert.Equal(FsResult.Success, await store.ApplyAsync([second, Sizes(3)], 3, None));
        Assert.Equal(3UL, store.AppliedSequence);
        Assert.Equal(committed ? 3L : 2, await ReadAsync("SELECT commits FROM dittofs_metadata.writers"));
        Assert.Equal(3UL, Value(await store.ReadNodeAsync(Share(1), new NodeId(11), None))!.Size);
        Assert.Equal([new OwnerCharge(7, 1 + 2 + 3, 0)], Value(await store.ReadUsageAsync(Share(1), None)));
    }

    [Fact]
    public async Task Apply_ThatArrivesAfterItsEndWasFoundOut_ChangesNothing()
    {
        await AppliedAsync(batch => batch.PutNode(FileNode(11, 1)));
        await ExecuteAsync("UPDATE dittofs_metadata.writers SET fence = fence + 1");
        var late = await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync("SELECT dittofs_metadata.advance(writer, epoch, fence - 1, commits + 1, applied) FROM dittofs_metadata.writers"));
        Assert.Equal(PostgresSchema.AdvanceRefused, late.SqlState);
        await ExecuteAsync("SELECT dittofs_metadata.advance(writer, epoch, fence, commits + 1, applied) FROM dittofs_metadata.writers");
    }

    [Fact]
    public async Task Read_OnAConnectionThatWasLost_IsMadeAgain()
    {
        await AppliedAsync(batch => batch.PutNode(FileNode(11, 7)));
        await WarmAsync(Store);
        await ExecuteAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
        Assert.Equal(7UL, (await NodeAsync(11))!.Size);
        while (!(await ApplyAsync(Share(1), batch => batch.PutNode(FileNode(11, 8)))).IsSuccess)
        {
            // The first call on each connection that was lost fails.
        }

        Assert.Equal(8UL, (await NodeAsync(11))!.Size);
    }

    [Fact]
    public async Task Apply_AfterAnotherServerTookTheShareOver_ChangesNothing()
    {
        await AppliedAsync(batch => batch.PutNode(FileNode(11, 1)));
        await ExecuteAsync("UPDATE dittofs_metadata.writers SET epoch = epoch + 1");
        for (var attempt = 0; attempt < 2; attempt++)
        {
            Assert.Equal(FsError.Unavailable, (await ApplyAsync(Share(1), batch => batch.PutNode(FileNode(11, 2)))).Error);
            Assert.Equal(1UL, (await NodeAsync(11))!.Size);
        }
    }

    [Fact]
    public async Task Apply_WhenCommittedTransactionsAreGone_IsCorruptAndChangesNothing()
    {
        await AppliedAsync(batch => batch.PutNode(FileNode(11, 1)));
        await AppliedAsync(batch => batch.PutNode(FileNode(11, 2)));
        await ExecuteAsync("UPDATE dittofs_metadata.writers SET commits = commits - 1");
        Assert.Equal(FsError.Corrupt, (await ApplyAsync(Share(1), batch => batch.PutNode(FileNode(11, 3)))).Error);
        Assert.Equal(2UL, (await NodeAsync(11))!.Size);
    }

    [Theory]
    [InlineData("INSERT INTO dittofs_metadata.nodes SELECT {0}, {1}, 'abc'", 0, 1)]
    [InlineData("INSERT INTO dittofs_metadata.names SELECT {0}, {1}, 'a', 'a', 0, 0, 99", 2, 3)]
    [InlineData("INSERT INTO dittofs_metadata.names SELECT {0}, {1}, 'a', 'a/b', 0, 0, 1", 3, -1)]
    [InlineData("INSERT INTO dittofs_metadata.entries SELECT {0}, {1}, 7, 0, 99, 'a'", 4, -1)]
    [InlineData("INSERT INTO dittofs_metadata.entries SELECT {0}, {1}, 7, 0, 1, ''", 4, -1)]
    [InlineData("INSERT INTO dittofs_metadata.extents SELECT {0}, {1}, 7, 0, {0}, 0", 5, -1)]
    [InlineData("INSERT INTO dittofs_metadata.extents SELECT {0}, {1}, 7, 5000000000, {0}, 0", 5, -1)]
    [InlineData("INSERT INTO dittofs_metadata.superblocks SELECT {0}, 'abc'", 6, -1)]
    public async Task Row_ThatCannotBeParsed_IsCorrupt(string insert, int first, int second)
    {
        var ten = new NodeId(10);
        await ExecuteAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, insert, $"'{Share(1)}'::uuid", PostgresNumbers.ToStored(ten.Value)));
        var answers = new[]
        {
            (await Store.ReadNodeAsync(Share(1), ten, None)).Error,
            (await Store.CountAsync(Share(1), None)).Error,
            (await Store.ReadNameAsync(Share(1), ten, FileName.FromText("a"), None)).Error,
            (await Store.FindFoldedNamesAsync(Share(1), ten, FileName.FromText("A"), None)).Error,
            (await Store.ScanDirectoryAsync(Share(1), ten, 0, 10, false, None)).Error,
            (await Store.ReadExtentsAsync(Share(1), new ContentId(10), 0, 10, None)).Error,
            (await Store.ReadSuperblockAsync(Share(1), None)).Error,
        };
        Assert.All(answers.Index(), answer => Assert.Equal(answer.Index == first || answer.Index == second ? FsError.Corrupt : FsError.None, answer.Item));
    }

    [Fact]
    public async Task Scan_WhereARecordCannotBeParsed_IsCorruptOnlyWithRecords()
    {
        await AppliedAsync(batch => batch.PutName(new NodeId(10), FileName.FromText("a"), Entry(20, 3)));
        await ExecuteAsync($"INSERT INTO dittofs_metadata.nodes SELECT '{Share(1)}', {PostgresNumbers.ToStored(20)}, 'abc'");
        Assert.Equal(FsError.Corrupt, (await Store.ScanDirectoryAsync(Share(1), new NodeId(10), 0, 10, true, None)).Error);
        Assert.True((await Store.ScanDirectoryAsync(Share(1), new NodeId(10), 0, 10, false, None)).IsSuccess);
    }

    [Theory]
    [InlineData("Host=db", 20, 10)]
    [InlineData("Host=db;Maximum Pool Size=50;Timeout=30", 50, 30)]
    [InlineData("Host=db;MaxPoolSize=100", 100, 10)]
    public void Place_KeepsWhatTheAdministratorSays(string connectionString, int connectionsMax, int connectSeconds)
    {
        var work = PostgresPlace.ForWork(PostgresPlace.Parse(connectionString));
        Assert.Equal((connectionsMax, connectSeconds), (work.MaxPoolSize, work.Timeout));
    }

    [Theory]
    [InlineData(0UL)]
    [InlineData(1UL)]
    [InlineData((1UL << 63) - 1)]
    [InlineData(1UL << 63)]
    [InlineData(ulong.MaxValue)]
    public void Number_IsKeptInItsOrder(ulong number)
    {
        Assert.Equal(number, PostgresNumbers.FromStored(PostgresNumbers.ToStored(number)));
        Assert.True(number == 0 || PostgresNumbers.ToStored(number - 1) < PostgresNumbers.ToStored(number));
    }

    private static MutationBatch Sizes(ulong size) => Batch(Share(1), batch =>
    {
        batch.PutNode(FileNode(11, size));
        batch.Charge(new OwnerCharge(7, (long)size, 0));
    });

    /// <summary>Has a connection in the pool whose statements are prepared, so that the next call is one message.</summary>
    private static async Task WarmAsync(IMetadataStore store) => Value(await store.ReadNodeAsync(Share(1), new NodeId(11), None));

    private static T Wait<T>(Func<Task<T>> work) => Task.Run(work).GetAwaiter().GetResult();

    private PostgresMetadataStore Open(string connectionString, PostgresWriter writer) => Wait(() => OpenAsync(connectionString, writer));

    private async Task<PostgresMetadataStore> OpenAsync(string connectionString, PostgresWriter writer)
    {
        var database = await PostgresDatabase.OpenAsync(connectionString, None);
        lock (databases)
        {
            databases.Add(database);
        }

        return await PostgresMetadataStore.OpenAsync(database, writer, None);
    }

    private async Task AssertRefusedAsync(PostgresWriter writer, string message)
    {
        var refusal = await Assert.ThrowsAsync<StorageStartException>(() => OpenAsync(Connection, writer));
        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
    }

    private async Task ExecuteAsync(string text)
    {
        await using var present = new NpgsqlConnection(Connection);
        await present.OpenAsync();
        await using var command = new NpgsqlCommand(text, present);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<object?> ReadAsync(string text)
    {
        await using var present = new NpgsqlConnection(Connection);
        await present.OpenAsync();
        await using var command = new NpgsqlCommand(text, present);
        return await command.ExecuteScalarAsync();
    }
}
