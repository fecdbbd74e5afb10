using System.Net;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.Tests.Support;

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
        (await api.DeleteAsync("stores/block/raid")).AssertDone();
    }

    [Fact]
    public async Task List_HasTheBuiltInStoresByUse()
    {
        await using var application = await DittoFsApplication.StartAsync();
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
    public async Task Store_ThatCanNotBe_IsRefused(StoreUse use, StoreKind kind, string? path, string field)
    {
        await using var application = await DittoFsApplication.StartAsync();
        var api = await ApiTestClient.SignInAsync(application);
        var options = path is null ? null : new Dictionary<string, string> { ["path"] = path };

        var answer = await api.PostAsync("stores", new CreateStoreRequest { Name = "x", Use = use, Kind = kind, Options = options });

        answer.AssertProblem(HttpStatusCode.BadRequest, "validation");
        Assert.Equal(field, answer.Body.GetProperty("errors").EnumerateObject().Single().Name);
    }
}
