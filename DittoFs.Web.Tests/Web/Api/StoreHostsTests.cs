using System.Net;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Web.Api;

/// <summary>Hosts that administrators may not have the server ask.</summary>
public sealed class StoreHostsTests
{
    [Theory]
    [InlineData("http://169.254.169.254")]
    [InlineData("http://0xa9fea9fe")]
    [InlineData("https://[fe80::1]:9000")]
    [InlineData("http://metadata.google.internal")]
    public async Task Bucket_BehindAMachinesMetadata_IsRefused(string endpoint)
    {
        await using var application = await DittoFsApplication.StartAsync();

        var answer = await CreateAsync(await ApiTestClient.SignInAsync(application), StoreUse.Block, StoreKind.S3, ("bucket", "nas"), ("endpoint", endpoint));

        answer.AssertProblem(HttpStatusCode.BadRequest, "validation");
        Assert.Equal("options.endpoint", answer.Body.GetProperty("errors").EnumerateObject().Single().Name);
    }

    [Theory]
    [InlineData("Host=169.254.169.254;Database=files;Username=x")]
    [InlineData("Host=db.example.org,[fe80::1]:5432;Database=files;Username=x")]
    [InlineData("Host=db:5432,169.254.1.1:5432;Database=files;Username=x")]
    public async Task Database_BehindALinkLocalAddress_IsRefused(string connection)
    {
        await using var application = await DittoFsApplication.StartAsync();

        var answer = await CreateAsync(await ApiTestClient.SignInAsync(application), StoreUse.Metadata, StoreKind.Postgres, ("connectionString", connection));

        answer.AssertProblem(HttpStatusCode.BadRequest, "validation");
        Assert.Equal("options.connectionString", answer.Body.GetProperty("errors").EnumerateObject().Single().Name);
    }

    [Fact]
    public async Task Store_ThatIsOnlyTried_IsRefusedLikeOneThatIsMade()
    {
        await using var application = await DittoFsApplication.StartAsync();
        var api = await ApiTestClient.SignInAsync(application);

        var bucket = await SendAsync(api, "stores/test", StoreUse.Block, StoreKind.S3, ("bucket", "nas"), ("endpoint", "http://169.254.169.254"));
        var database = await SendAsync(api, "stores/test", StoreUse.Metadata, StoreKind.Postgres, ("connectionString", "Host=169.254.169.254;Database=files;Username=x"));

        bucket.AssertProblem(HttpStatusCode.BadRequest, "validation");
        Assert.Equal("options.endpoint", bucket.Body.GetProperty("errors").EnumerateObject().Single().Name);
        database.AssertProblem(HttpStatusCode.BadRequest, "validation");
        Assert.Equal("options.connectionString", database.Body.GetProperty("errors").EnumerateObject().Single().Name);
    }

    [Fact]
    public async Task Bucket_BehindALinkLocalAddress_IsTakenWhenTheServerAllowsIt()
    {
        await using var application = await DittoFsApplication.StartAsync(arguments => arguments with { Overrides = arguments.Overrides.SetItem("Stores:AllowLinkLocal", "true") });

        var answer = await CreateAsync(await ApiTestClient.SignInAsync(application), StoreUse.Block, StoreKind.S3, ("bucket", "nas"), ("endpoint", "http://169.254.7.7:9000"));

        Assert.Equal(HttpStatusCode.Created, answer.Status);
    }

    private static Task<ApiAnswer> CreateAsync(ApiTestClient api, StoreUse use, StoreKind kind, params (string Name, string Value)[] options) => SendAsync(api, "stores", use, kind, options);

    private static Task<ApiAnswer> SendAsync(ApiTestClient api, string path, StoreUse use, StoreKind kind, params (string Name, string Value)[] options) => api.PostAsync(
        path, new CreateStoreRequest { Name = "x", Use = use, Kind = kind, Options = options.ToDictionary(option => option.Name, option => option.Value) });
}
