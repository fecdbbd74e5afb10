using System.Net;
using DittoFs.Storage;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace DittoFs.Web.Tests.Web.Api;

public sealed class StoreTestEndpointsTests
{
    [Theory]
    [InlineData("block/local")]
    [InlineData("metadata/embedded")]
    public async Task Test_OfAStoreOnDisk_MeasuresItAndLeavesNothing(string store)
    {
        await using var application = await DittoFsApplication.StartAsync();
        var api = await ApiTestClient.SignInAsync(application);
        var data = application.Services.GetRequiredService<StorageOptions>().DataDirectory;
        var before = FindDirectories(data);

        var test = (await api.PostAsync($"stores/{store}/test")).As<StoreTestResponse>();

        Assert.True(test.Healthy, test.Detail);
        Assert.InRange(test.Speed!.WriteLatencySeconds, double.Epsilon, double.MaxValue);
        Assert.InRange(test.Speed.ReadLatencySeconds, double.Epsilon, double.MaxValue);
        Assert.InRange(test.Speed.WriteBytesPerSecond, 1, double.MaxValue);
        Assert.InRange(test.Speed.ReadBytesPerSecond, 1, double.MaxValue);
        Assert.Equal(16 << 20, test.Speed.Bytes);
        Assert.Equal(before, FindDirectories(data));
    }

    [Fact]
    public async Task Test_OfAStoreThatIsNotMade_MeasuresItsPlaceAndMakesNothing()
    {
        await using var application = await DittoFsApplication.StartAsync();
        var api = await ApiTestClient.SignInAsync(application);
        using var directory = new TemporaryDirectory();
        var path = Path.Combine(directory.Path, "not", "there");

        var test = (await api.PostAsync("stores/test", Directory("big", path))).As<StoreTestResponse>();

        Assert.True(test.Healthy, test.Detail);
        Assert.NotNull(test.Speed);
        Assert.Empty(System.IO.Directory.EnumerateFileSystemEntries(directory.Path));
        (await api.GetAsync("stores/block/big")).AssertProblem(HttpStatusCode.NotFound, "store_unknown");
    }

    [Fact]
    public async Task Test_OfAPlaceThatCanNotBeUsed_SaysWhy()
    {
        await using var application = await DittoFsApplication.StartAsync();
        var api = await ApiTestClient.SignInAsync(application);
        using var directory = new TemporaryDirectory();
        var file = Path.Combine(directory.Path, "file");
        await File.WriteAllTextAsync(file, "");
        var bucket = new Dictionary<string, string> { ["bucket"] = "nas", ["endpoint"] = "http://127.0.0.1:9", ["accessKey"] = "the-key", ["secretKey"] = "the-secret" };

        var onFile = (await api.PostAsync("stores/test", Directory("big", file))).As<StoreTestResponse>();
        var away = (await api.PostAsync("stores/test", new CreateStoreRequest { Name = "cloud", Use = StoreUse.Block, Kind = StoreKind.S3, Options = bucket })).As<StoreTestResponse>();

        Assert.False(onFile.Healthy);
        Assert.False(away.Healthy);
        Assert.Null(away.Speed);
        Assert.DoesNotContain("the-secret", away.Detail, StringComparison.Ordinal);
        (await api.PostAsync("stores/test", Directory("big", "relative"))).AssertProblem(HttpStatusCode.BadRequest, "validation");
        (await api.PostAsync("stores/block/none/test")).AssertProblem(HttpStatusCode.NotFound, "store_unknown");
    }

    [Fact]
    public async Task Test_OfADatabase_MeasuresCommitsAndMakesNoTable()
    {
        await using var application = await DittoFsApplication.StartAsync();
        var api = await ApiTestClient.SignInAsync(application);
        var options = new Dictionary<string, string> { ["connectionString"] = await PostgresCluster.CreateDatabaseAsync() };
        var request = new CreateStoreRequest { Name = "names", Use = StoreUse.Metadata, Kind = StoreKind.Postgres, Options = options };

        var test = (await api.PostAsync("stores/test", request)).As<StoreTestResponse>();

        Assert.True(test.Healthy, test.Detail);
        Assert.InRange(test.Speed!.WriteLatencySeconds, double.Epsilon, double.MaxValue);
        Assert.InRange(test.Speed.ReadBytesPerSecond, 1, double.MaxValue);
        Assert.Contains("made with the first share", (await api.PostAsync("stores/test", request)).As<StoreTestResponse>().Detail, StringComparison.Ordinal);
    }

    private static CreateStoreRequest Directory(string name, string path) => new()
    {
        Name = name,
        Use = StoreUse.Block,
        Kind = StoreKind.FileSystem,
        Options = new Dictionary<string, string> { ["path"] = path },
    };

    private static List<string> FindDirectories(string data) =>
        [.. new[] { "blocks", "metadata" }.Select(name => Path.Combine(data, name)).Where(System.IO.Directory.Exists)
            .SelectMany(path => System.IO.Directory.EnumerateDirectories(path)).Order(StringComparer.Ordinal)];
}
