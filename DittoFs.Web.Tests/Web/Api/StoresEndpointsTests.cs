using System.Net;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane.Data;
using DittoFs.Web.ControlPlane.Stores;
using DittoFs.Web.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace DittoFs.Web.Tests.Web.Api;

public sealed class StoresEndpointsTests
{
    public static TheoryData<string> Databases => TestDatabases.All;

    [Theory, MemberData(nameof(Databases))]
    public async Task Store_KeepsItsShareWhereItSays(string database)
    {
        using var directory = new TemporaryDirectory();
        await using var application = await TestDatabases.StartAsync(database);
        var api = await ApiTestClient.SignInAsync(application);
        var options = new Dictionary<string, string> { ["path"] = directory.Combine("blocks") };

        var made = (await api.PostAsync("stores", new CreateStoreRequest { Name = "disk", Use = StoreUse.Block, Kind = StoreKind.FileSystem, Options = options })).As<StoreResponse>();
        (await api.PostAsync("shares", new CreateShareRequest { Name = "big", BlockStore = "disk" })).As<ShareResponse>();

        Assert.Single(Directory.GetDirectories(options["path"]));
        Assert.Equal(["big"], (await api.GetAsync("stores/block/disk")).As<StoreResponse>().Shares);
        (await api.DeleteAsync($"stores/block/{made.Id}")).AssertProblem(HttpStatusCode.Conflict, "store_in_use");
        (await api.PatchAsync("stores/block/disk", new UpdateStoreRequest { Options = new Dictionary<string, string>() })).AssertProblem(HttpStatusCode.Conflict, "store_in_use");
        Assert.Equal("raid", (await api.PatchAsync("stores/block/disk", new UpdateStoreRequest { Name = "raid" })).As<StoreResponse>().Name);
        (await api.DeleteAsync("shares/big")).AssertDone();
        Assert.Empty((await api.GetAsync("stores/block/raid")).As<StoreResponse>().Shares);
        (await api.DeleteAsync("stores/block/raid")).AssertProblem(HttpStatusCode.Conflict, "store_in_use");
        var deleted = Assert.Single((await api.GetAsync("deleted-shares")).As<Page<DeletedShareResponse>>().Items);
        (await api.DeleteAsync($"deleted-shares/{deleted.Id}")).AssertDone();
        Assert.Empty(Directory.GetDirectories(options["path"]));
        (await api.DeleteAsync("stores/block/raid")).AssertDone();
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task Collection_IsStartedAndFollowed(string database)
    {
        await using var application = await TestDatabases.StartAsync(database);
        var api = await ApiTestClient.SignInAsync(application);
        (await api.GetAsync("stores/block/local/collect")).AssertProblem(HttpStatusCode.NotFound, "collection_unknown");
        (await api.PostAsync("stores/block/none/collect")).AssertProblem(HttpStatusCode.NotFound, "store_unknown");

        var started = await api.PostAsync("stores/block/local/collect?dryRun=true");
        Assert.Equal(HttpStatusCode.Accepted, started.Status);
        var collection = started.As<CollectionResponse>();
        Assert.True(collection.DryRun);
        while (collection.State == CollectionState.Running)
        {
            collection = (await api.GetAsync("stores/block/local/collect")).As<CollectionResponse>();
        }

        Assert.Equal((CollectionState.Done, null, 0L), (collection.State, collection.Reason, collection.DeletedBlocks));
        Assert.NotNull(collection.FinishedAt);
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task List_HasTheBuiltInStoresByUse(string database)
    {
        await using var application = await TestDatabases.StartAsync(database);
        var api = await ApiTestClient.SignInAsync(application);

        Assert.Equal(["embedded", "memory"], (await api.GetAsync("stores?use=metadata")).As<Page<StoreResponse>>().Items.Select(store => store.Name));
        Assert.Equal(["local", "memory"], (await api.GetAsync("stores?use=block")).As<Page<StoreResponse>>().Items.Select(store => store.Name));
        Assert.Equal(4, (await api.GetAsync("stores")).As<Page<StoreResponse>>().Total);
    }

    [Theory]
    [InlineData(StoreUse.Metadata, StoreKind.FileSystem, null, "kind")]
    [InlineData(StoreUse.Block, StoreKind.RocksDb, null, "kind")]
    [InlineData(StoreUse.Block, StoreKind.FileSystem, "relative", "options.path")]
    [InlineData(StoreUse.Block, StoreKind.Memory, "/somewhere", "options")]
    [InlineData(StoreUse.Metadata, StoreKind.S3, null, "kind")]
    [InlineData(StoreUse.Block, StoreKind.Postgres, null, "kind")]
    [InlineData(StoreUse.Metadata, StoreKind.Postgres, "/somewhere", "options")]
    [InlineData(StoreUse.Metadata, StoreKind.Postgres, null, "options.connectionString")]
    [InlineData(StoreUse.Block, StoreKind.S3, "/somewhere", "options")]
    [InlineData(StoreUse.Block, StoreKind.S3, null, "options.bucket")]
    public async Task Store_ThatCanNotBe_IsRefused(StoreUse use, StoreKind kind, string? path, string field)
    {
        await using var application = await DittoFsApplication.StartAsync();
        var api = await ApiTestClient.SignInAsync(application);
        var options = path is null ? null : new Dictionary<string, string> { ["path"] = path };

        var answer = await api.PostAsync("stores", new CreateStoreRequest { Name = "x", Use = use, Kind = kind, Options = options });

        answer.AssertProblem(HttpStatusCode.BadRequest, "validation");
        Assert.Equal(field, answer.Body.GetProperty("errors").EnumerateObject().Single().Name);
    }

    [Theory]
    [InlineData("endpoint", "s3.example.org")]
    [InlineData("endpoint", "ftp://s3.example.org")]
    [InlineData("endpoint", "https://s3.example.org/path")]
    [InlineData("endpoint", "https://key:secret@s3.example.org")]
    [InlineData("region", "")]
    [InlineData("prefix", "nas")]
    [InlineData("prefix", "/nas/")]
    [InlineData("pathStyle", "yes")]
    [InlineData("secretKey", "only-a-secret", "accessKey")]
    [InlineData("accessKey", "only-a-key", "secretKey")]
    public async Task Bucket_WithAWrongOption_IsRefused(string option, string value, string? blamed = null)
    {
        await using var application = await DittoFsApplication.StartAsync();
        var api = await ApiTestClient.SignInAsync(application);
        var options = new Dictionary<string, string> { ["bucket"] = "nas", [option] = value };

        var answer = await api.PostAsync("stores", new CreateStoreRequest { Name = "x", Use = StoreUse.Block, Kind = StoreKind.S3, Options = options });

        answer.AssertProblem(HttpStatusCode.BadRequest, "validation");
        Assert.Equal($"options.{blamed ?? option}", answer.Body.GetProperty("errors").EnumerateObject().Single().Name);
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task Bucket_KeepsItsSecretToItself(string database)
    {
        await using var application = await TestDatabases.StartAsync(database);
        var api = await ApiTestClient.SignInAsync(application);
        var options = new Dictionary<string, string> { ["bucket"] = "nas", ["endpoint"] = "http://127.0.0.1:9", ["accessKey"] = "the-key", ["secretKey"] = "the-secret" };

        (await api.PostAsync("stores", new CreateStoreRequest { Name = "cloud", Use = StoreUse.Block, Kind = StoreKind.S3, Options = options })).As<StoreResponse>();

        options.Remove("secretKey");
        Assert.Equal(options, (await api.GetAsync("stores/block/cloud")).As<StoreResponse>().Options);
        await using var context = application.Services.GetRequiredService<ControlPlaneDatabase>().CreateDbContext();
        var row = await context.Stores.SingleAsync(store => store.Name == "cloud");
        Assert.DoesNotContain("the-secret", row.Options, StringComparison.Ordinal);
        var location = application.Services.GetRequiredService<StoreSecrets>().ReadLocation(row)!;
        Assert.Equal("the-secret", location.SecretKey);
        Assert.DoesNotContain("the-secret", location.ToString(), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task Bucket_ThatIsAway_FailsItsCheckAndNothingElse(string database)
    {
        await using var application = await TestDatabases.StartAsync(database);
        var api = await ApiTestClient.SignInAsync(application);
        var options = new Dictionary<string, string> { ["bucket"] = "nas", ["endpoint"] = "http://127.0.0.1:9", ["accessKey"] = "the-key", ["secretKey"] = "the-secret" };
        (await api.PostAsync("stores", new CreateStoreRequest { Name = "cloud", Use = StoreUse.Block, Kind = StoreKind.S3, Options = options })).As<StoreResponse>();

        Assert.False((await api.PostAsync("stores/block/cloud/check")).As<StoreCheckResponse>().Healthy);
        Assert.True((await api.PostAsync("stores/block/local/check")).As<StoreCheckResponse>().Healthy);
        (await api.PostAsync("stores/block/none/check")).AssertProblem(HttpStatusCode.NotFound, "store_unknown");

        var share = (await api.PostAsync("shares", new CreateShareRequest { Name = "far", BlockStore = "cloud" })).As<ShareResponse>();
        Assert.Equal(RunState.Running, share.Status.State);
        (await api.PostAsync("shares/far/disable")).As<ShareResponse>();
        (await api.PostAsync("shares/far/drain")).AssertProblem(HttpStatusCode.Conflict, "share_not_running");
        Assert.Equal(RunState.Running, (await api.PostAsync("shares", new CreateShareRequest { Name = "near" })).As<ShareResponse>().Status.State);
        (await api.PostAsync("shares/near/drain")).AssertDone();
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("Database=files;Password=the-secret")]
    [InlineData("Host=db;Prot=5433")]
    public async Task Database_WithAWrongConnectionString_IsRefusedWithoutRepeatingIt(string connectionString)
    {
        await using var application = await DittoFsApplication.StartAsync();
        var api = await ApiTestClient.SignInAsync(application);
        var options = new Dictionary<string, string> { ["connectionString"] = connectionString };

        var answer = await api.PostAsync("stores", new CreateStoreRequest { Name = "x", Use = StoreUse.Metadata, Kind = StoreKind.Postgres, Options = options });

        answer.AssertProblem(HttpStatusCode.BadRequest, "validation");
        Assert.Equal("options.connectionString", answer.Body.GetProperty("errors").EnumerateObject().Single().Name);
        Assert.DoesNotContain(connectionString, answer.Body.ToString(), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task Database_KeepsItsConnectionStringToItselfAndItsShareRuns(string database)
    {
        await using var application = await TestDatabases.StartAsync(database);
        var api = await ApiTestClient.SignInAsync(application);
        var connection = await PostgresCluster.CreateDatabaseAsync() + ";Password=the-secret";
        var request = new CreateStoreRequest
        {
            Name = "names", Use = StoreUse.Metadata, Kind = StoreKind.Postgres, Options = new Dictionary<string, string> { ["connectionString"] = connection },
        };
        var shown = Assert.Single((await api.PostAsync("stores", request)).As<StoreResponse>().Options);
        Assert.Equal("database", shown.Key);
        Assert.DoesNotContain("the-secret", shown.Value, StringComparison.Ordinal);
        await using (var context = application.Services.GetRequiredService<ControlPlaneDatabase>().CreateDbContext())
        {
            var row = await context.Stores.SingleAsync(store => store.Name == "names");
            Assert.DoesNotContain("the-secret", row.Options, StringComparison.Ordinal);
            Assert.Equal(connection, application.Services.GetRequiredService<StoreSecrets>().ReadDatabase(row)!.ConnectionString);
        }

        var check = (await api.PostAsync("stores/metadata/names/check")).As<StoreCheckResponse>();
        Assert.True(check.Healthy);
        Assert.Contains("made with the first share", check.Detail, StringComparison.Ordinal);
        Assert.Equal(RunState.Running, (await api.PostAsync("shares", new CreateShareRequest { Name = "far", MetadataStore = "names" })).As<ShareResponse>().Status.State);
        Assert.Contains("the tables are there", (await api.PostAsync("stores/metadata/names/check")).As<StoreCheckResponse>().Detail, StringComparison.Ordinal);
        (await api.DeleteAsync("stores/metadata/names")).AssertProblem(HttpStatusCode.Conflict, "store_in_use");
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task Database_ThatIsAway_FailsItsCheckAndItsShareAndNothingElse(string database)
    {
        await using var application = await TestDatabases.StartAsync(database);
        var api = await ApiTestClient.SignInAsync(application);
        var options = new Dictionary<string, string> { ["connectionString"] = "Host=127.0.0.1;Port=9;Database=files;Username=dittofs;Password=the-secret" };
        (await api.PostAsync("stores", new CreateStoreRequest { Name = "names", Use = StoreUse.Metadata, Kind = StoreKind.Postgres, Options = options })).As<StoreResponse>();

        Assert.False((await api.PostAsync("stores/metadata/names/check")).As<StoreCheckResponse>().Healthy);
        var share = (await api.PostAsync("shares", new CreateShareRequest { Name = "far", MetadataStore = "names" })).As<ShareResponse>();
        Assert.Equal(RunState.Failed, share.Status.State);
        Assert.Contains("127.0.0.1:9/files", share.Status.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("the-secret", share.Status.Reason, StringComparison.Ordinal);
        Assert.Equal(RunState.Running, (await api.PostAsync("shares", new CreateShareRequest { Name = "near" })).As<ShareResponse>().Status.State);
    }
}
