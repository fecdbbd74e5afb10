using System.Net;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.Api.Security;
using DittoFs.Web.Hosting;
using DittoFs.Web.Tests.Support;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace DittoFs.Web.Tests.Web.Observability;

/// <summary>Metrics and the state of stores are closed to strangers; what orchestrators ask is not.</summary>
public sealed class ObserverTests
{
    [Theory]
    [InlineData("/metrics")]
    [InlineData("/health/stores")]
    public async Task Stranger_IsRefusedAndAnOperatorIsNot(string path)
    {
        await using var application = await DittoFsApplication.StartAsync();
        var administrator = await ApiTestClient.SignInAsync(application);
        await administrator.CreateUserAsync("alice", 1001);
        await administrator.CreateUserAsync("olga", 1002, AccountRole.Operator);

        Assert.Equal(HttpStatusCode.OK, await GetAsync(application, path));
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(application, path, forwarded: true));
        Assert.Equal(HttpStatusCode.Forbidden, await GetAsync(application, path, forwarded: true, "alice"));
        Assert.Equal(HttpStatusCode.OK, await GetAsync(application, path, forwarded: true, "olga"));
        Assert.Equal(HttpStatusCode.OK, await GetAsync(application, "/health/ready", forwarded: true));
        using var socket = new ControlSocketClient(application.DataDirectory);
        Assert.Equal(HttpStatusCode.OK, (await socket.Http.GetAsync(new Uri(path, UriKind.Relative))).StatusCode);
    }

    [Theory]
    [InlineData("192.168.1.7", true)]
    [InlineData("::ffff:192.168.1.7", true)]
    [InlineData("192.168.2.7", false)]
    [InlineData("127.0.0.1", true)]
    [InlineData("::1", true)]
    public async Task Address_DecidesByItsNetwork(string address, bool allowed)
    {
        await using var application = await DittoFsApplication.StartAsync(arguments => arguments with { Overrides = arguments.Overrides.Add("Http:MetricsClients", "192.168.1.0/24") });
        Assert.Single(application.Services.GetRequiredService<HttpOptions>().MetricsClients);
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse(address);

        var result = await application.Services.GetRequiredService<IAuthorizationService>().AuthorizeAsync(context.User, context, Policies.Observe);

        Assert.Equal(allowed, result.Succeeded);
    }

    [Theory]
    [InlineData("/sign-in")]
    [InlineData("/health/ready")]
    [InlineData("/api/v1/users")]
    public async Task Answers_CarrySecurityHeaders(string path)
    {
        await using var application = await DittoFsApplication.StartAsync();

        using var answer = await application.Http.GetAsync(application.UriOf(path));

        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("DENY", Assert.Single(answer.Headers.GetValues("X-Frame-Options")));
        Assert.Contains(answer.Headers.GetValues("Content-Security-Policy"), policy => policy.Contains("frame-ancestors 'none'", StringComparison.Ordinal));
    }

    private static async Task<HttpStatusCode> GetAsync(DittoFsApplication application, string path, bool forwarded = false, string? user = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, application.UriOf(path));
        if (forwarded)
        {
            request.Headers.Add("X-Forwarded-For", "203.0.113.1");
        }

        if (user is not null)
        {
            request.Headers.Authorization = new("Bearer", (await ApiTestClient.SignInAsync(application, user, ApiTestClient.PasswordOf(user))).Tokens!.AccessToken);
        }

        using var answer = await application.Http.SendAsync(request);
        return answer.StatusCode;
    }
}
