using System.Net;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.Observability;
using DittoFs.Web.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DittoFs.Web.Tests.Web.Api;

public sealed class LogsEndpointsTests
{
    [Fact]
    public async Task Logs_AreReadFromWhereOneStopped_WithAFilter()
    {
        await using var application = await DittoFsApplication.StartAsync();
        var api = await ApiTestClient.SignInAsync(application);
        var ring = application.Services.GetRequiredService<LogRing>();
        ring.Add(LogLevel.Information, "DittoFs.Web.ControlPlane", 3002, "The share export runs", null);
        ring.Add(LogLevel.Error, "DittoFs.Storage", 2400, "The store cloud is away", "System.IO.IOException: gone");

        var all = (await api.GetAsync("logs")).As<LogsResponse>();
        var error = Assert.Single((await api.GetAsync("logs?level=Error&category=DittoFs.Storage&search=CLOUD")).As<LogsResponse>().Entries);
        Assert.Equal((LogSeverity.Error, 2400, "System.IO.IOException: gone"), (error.Level, error.Event, error.Exception));
        Assert.Empty((await api.GetAsync($"logs?since={all.LastId}")).As<LogsResponse>().Entries);
        ring.Add(LogLevel.Information, "DittoFs.Web", 1, "One more", null);
        Assert.Equal("One more", Assert.Single((await api.GetAsync($"logs?since={all.LastId}")).As<LogsResponse>().Entries).Message);
        (await api.GetAsync("logs?level=loud")).AssertProblem(HttpStatusCode.BadRequest, "validation");
        (await api.GetAsync("logs?limit=0")).AssertProblem(HttpStatusCode.BadRequest, "validation");
        await api.CreateUserAsync("uma", 1700);
        var uma = await ApiTestClient.SignInAsync(application, "uma", ApiTestClient.PasswordOf("uma"));
        Assert.Equal(HttpStatusCode.Forbidden, (await uma.GetAsync("logs")).Status);
    }
}
