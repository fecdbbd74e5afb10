using System.Net;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Web.Hosting.Tls;

/// <summary>Whose word about its client is taken.</summary>
public sealed class KnownProxiesTests
{
    private const string Client = "203.0.113.7";

    [Theory]
    [InlineData("", false)]
    [InlineData("192.0.2.0/24", false)]
    [InlineData("127.0.0.1", true)]
    [InlineData("192.0.2.0/24,127.0.0.0/8", true)]
    public async Task Address_OfTheClient_IsTheOneThatAKnownProxyTells(string proxies, bool isBelieved)
    {
        await using var application = await StartAsync(proxies);
        var stranger = new ApiTestClient(application);

        await stranger.SendAsync(HttpMethod.Post, "auth/login", new { userName = "nobody", password = "wrong" }, request => request.Headers.Add("X-Forwarded-For", Client));

        var audit = (await (await ApiTestClient.SignInAsync(application)).GetAsync("audit")).Text;
        Assert.Contains("nobody", audit, StringComparison.Ordinal);
        Assert.Equal(isBelieved, audit.Contains(Client, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Address_ThatAClientMadeUp_IsNotTakenFromAKnownProxyEither()
    {
        await using var application = await StartAsync("127.0.0.1");
        var stranger = new ApiTestClient(application);

        // The proxy adds who asked it, at the end.
        await stranger.SendAsync(HttpMethod.Post, "auth/login", new { userName = "nobody", password = "wrong" }, request => request.Headers.Add("X-Forwarded-For", $"198.51.100.9, {Client}"));

        var audit = (await (await ApiTestClient.SignInAsync(application)).GetAsync("audit")).Text;
        Assert.Contains(Client, audit, StringComparison.Ordinal);
        Assert.DoesNotContain("198.51.100.9", audit, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("127.0.0.1", true)]
    public async Task Cookies_AreSecure_WhenAKnownProxySaysThatItsClientCameByHttps(string proxies, bool isSecure)
    {
        await using var application = await StartAsync(proxies);
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });
        using var request = new HttpRequestMessage(HttpMethod.Get, application.UriOf("/sign-in"));
        request.Headers.Add("X-Forwarded-Proto", "https");

        using var page = await http.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.All(page.Headers.GetValues("Set-Cookie"), cookie => Assert.Equal(isSecure, cookie.Contains("; secure", StringComparison.OrdinalIgnoreCase)));
    }

    [Theory]
    [InlineData("", HttpStatusCode.Unauthorized)]
    [InlineData("127.0.0.1", HttpStatusCode.BadRequest)]
    public async Task Host_ThatAKnownProxyTells_IsTheOneThatMustBeAllowed(string proxies, HttpStatusCode expected)
    {
        await using var application = await StartAsync(proxies);

        var answer = await new ApiTestClient(application).SendAsync(HttpMethod.Get, "users", null, request => request.Headers.Add("X-Forwarded-Host", "elsewhere.example"));

        Assert.Equal(expected, answer.Status);
    }

    private static Task<DittoFsApplication> StartAsync(string proxies) =>
        DittoFsApplication.StartAsync(arguments => arguments with { Overrides = arguments.Overrides.SetItem("Http:KnownProxies", proxies) });
}
