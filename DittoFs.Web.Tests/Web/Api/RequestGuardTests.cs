using System.Net;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Web.Api;

public sealed class RequestGuardTests
{
    [Theory]
    [InlineData("localhost:1", HttpStatusCode.OK)]
    [InlineData("192.0.2.1", HttpStatusCode.OK)]
    [InlineData("[2001:db8::1]:80", HttpStatusCode.OK)]
    [InlineData("filer.example", HttpStatusCode.OK)]
    [InlineData("evil.example", HttpStatusCode.BadRequest)]
    [InlineData("localhost.evil.example", HttpStatusCode.BadRequest)]
    public async Task Host_MustBeOneOfThisServer(string host, HttpStatusCode expected)
    {
        await using var application = await DittoFsApplication.StartAsync(arguments => arguments with
        {
            Overrides = arguments.Overrides.Add("Http:AllowedHosts", "filer.example"),
        });

        var answer = await new ApiTestClient(application).SendAsync(HttpMethod.Get, "setup", null, request => request.Headers.Host = host);

        Assert.Equal(expected, answer.Status);
        Assert.Equal(expected == HttpStatusCode.OK ? null : "host_not_allowed", answer.Code);
    }

    [Fact]
    public async Task Probes_MayUseAnyName()
    {
        await using var application = await DittoFsApplication.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, application.UriOf("/health/live"));
        request.Headers.Host = "dittofs.namespace.svc";

        using var response = await application.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Origin_OfAnotherSite_IsRefusedEverywhere()
    {
        await using var application = await DittoFsApplication.StartAsync();
        foreach (var path in (string[])["/api/v1/setup", "/hubs/console/negotiate", "/account/login"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, application.UriOf(path));
            request.Headers.Add("Origin", "http://evil.example");

            using var response = await application.Http.SendAsync(request);

            Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        }
    }

    [Fact]
    public async Task Origin_OfThisServer_IsWelcome()
    {
        await using var application = await DittoFsApplication.StartAsync();
        var own = application.UriOf("").GetLeftPart(UriPartial.Authority);

        var answer = await new ApiTestClient(application).SendAsync(HttpMethod.Get, "setup", null, request => request.Headers.Add("Origin", own));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
    }
}
