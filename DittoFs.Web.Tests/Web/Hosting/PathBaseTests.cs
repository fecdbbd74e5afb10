using System.Net;
using System.Text.Json;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Web.Hosting;

/// <summary>A server that a proxy offers below a path.</summary>
public sealed class PathBaseTests
{
    [Theory]
    [InlineData("/files/sign-in", "<base href=\"/files/\"")]
    [InlineData("/sign-in", "<base href=\"/\"")]
    public async Task Pages_AreBasedWhereTheyWereAskedFor(string path, string expected)
    {
        await using var application = await StartAsync();

        Assert.Contains(expected, await application.Http.GetStringAsync(application.UriOf(path)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/files/health/live")]
    [InlineData("/health/live")]
    [InlineData("/files/api/v1/setup")]
    public async Task Requests_WithThePathAndWithout_AreAnswered(string path)
    {
        await using var application = await StartAsync();

        using var answer = await application.Http.GetAsync(application.UriOf(path));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Page_WithoutASession_LeadsToTheSignInBelowThePath()
    {
        await using var application = await StartAsync();
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });

        using var answer = await client.GetAsync(application.UriOf("/files/users"));

        Assert.Equal("/files/sign-in?returnUrl=%2Ffiles%2Fusers", answer.Headers.Location!.PathAndQuery);
    }

    [Theory]
    [InlineData("/files", "/files")]
    [InlineData("", null)]
    public async Task Document_NamesTheServerBelowThePath(string prefix, string? expected)
    {
        await using var application = await StartAsync();

        using var document = JsonDocument.Parse(await application.Http.GetStringAsync(application.UriOf($"{prefix}/swagger/v1/swagger.json")));

        Assert.Equal(expected, document.RootElement.TryGetProperty("servers", out var servers) ? servers[0].GetProperty("url").GetString() : null);
    }

    [Theory]
    [InlineData("/files")]
    [InlineData("")]
    public async Task Job_IsAtAnAddressOfTheKindThatWasAsked(string prefix)
    {
        await using var application = await StartAsync();
        var client = await ApiTestClient.SignInAsync(application);

        var answer = await client.SendAsync(
            HttpMethod.Post,
            "backups/kept",
            new CreateBackupRequest { Passphrase = "a long passphrase" },
            request => request.RequestUri = application.UriOf($"{prefix}/api/v1/backups/kept"));

        Assert.Equal(HttpStatusCode.Accepted, answer.Status);
        Assert.StartsWith($"{prefix}/api/v1/jobs/", answer.Headers.Location!.OriginalString, StringComparison.Ordinal);
    }

    private static Task<DittoFsApplication> StartAsync() =>
        DittoFsApplication.StartAsync(arguments => arguments with { Overrides = arguments.Overrides.Add("Http:PathBase", "/files/") });
}
