using System.Net;
using System.Text.Json;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;
using DittoFs.Web.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace DittoFs.Web.Tests.Web.Observability;

public sealed class HealthEndpointsTests
{
    [Fact]
    public async Task Endpoints_OfAHealthyServer_SaySo()
    {
        await using var application = await DittoFsApplication.StartAsync();

        Assert.Equal("alive\n", await application.Http.GetStringAsync(application.UriOf("/health/live")));
        var ready = await GetAsync(application, "/health/ready", HttpStatusCode.OK);
        Assert.True(ready.GetProperty("ready").GetBoolean());
        Assert.Equal(["http", "nfs", "server", "share export", "smb", "storage"], Parts(ready).Select(part => part.GetProperty("part").GetString()).Order());
        var stores = await GetAsync(application, "/health/stores", HttpStatusCode.OK);
        Assert.NotEmpty(stores.GetProperty("stores").EnumerateArray());
    }

    [Fact]
    public async Task Ready_WithAShareThatFailed_Is503WithTheReason()
    {
        var engine = new RecordingStorageEngine { AddResult = FsError.Corrupt };
        await using var application = await DittoFsApplication.StartAsync(replaceServices: services => Replace(services, engine));

        var ready = await GetAsync(application, "/health/ready", HttpStatusCode.ServiceUnavailable);

        var part = Assert.Single(Parts(ready), part => !part.GetProperty("ready").GetBoolean());
        Assert.Equal("share export", part.GetProperty("part").GetString());
        Assert.Contains("Corrupt", part.GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stores_WithASickOne_Is503WithItsDetail()
    {
        var engine = new RecordingStorageEngine { Health = [new StoreHealth("wal", true, "ok"), new StoreHealth("blocks/export", false, "the disk is full")] };
        await using var application = await DittoFsApplication.StartAsync(replaceServices: services => Replace(services, engine));

        var stores = await GetAsync(application, "/health/stores", HttpStatusCode.ServiceUnavailable);

        Assert.False(stores.GetProperty("healthy").GetBoolean());
        Assert.Equal("the disk is full", stores.GetProperty("stores")[1].GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Metrics_AreInPrometheusFormat()
    {
        await using var application = await DittoFsApplication.StartAsync();

        var metrics = await application.Http.GetStringAsync(application.UriOf("/metrics"));

        Assert.Contains("# TYPE dotnet_gc_collections_total counter", metrics, StringComparison.Ordinal);
        Assert.Contains("# TYPE dittofs_", metrics, StringComparison.Ordinal);
    }

    private static void Replace(IServiceCollection services, RecordingStorageEngine engine)
    {
        services.Replace(ServiceDescriptor.Singleton<IStorageEngine>(engine));
        services.Replace(ServiceDescriptor.Singleton<IShareCatalog>(engine));
    }

    private static IEnumerable<JsonElement> Parts(JsonElement report) => report.GetProperty("parts").EnumerateArray();

    private static async Task<JsonElement> GetAsync(DittoFsApplication application, string path, HttpStatusCode status)
    {
        using var response = await application.Http.GetAsync(application.UriOf(path));
        Assert.Equal(status, response.StatusCode);
        using var document = JsonDocument.Parse(await response.Content.ReadAsStreamAsync());
        return document.RootElement.Clone();
    }
}
