using System.Net;
using System.Text.RegularExpressions;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Web.Api;

public sealed partial class AboutEndpointsTests
{
    [Fact]
    public async Task About_TellsVersionsAndUptime()
    {
        await using var application = await DittoFsApplication.StartAsync();
        var api = await ApiTestClient.SignInAsync(application);

        var about = (await api.GetAsync("system/about")).As<AboutResponse>();

        Assert.NotEmpty(about.Version);
        Assert.StartsWith(".NET 10", about.Runtime, StringComparison.Ordinal);
        Assert.True(about.UptimeSeconds > 0);
    }

    [Fact]
    public void EveryLibraryThatTheProductNames_HasALicense()
    {
        var named = new[] { "DittoFs.Web", "DittoFs.Storage", "DittoFs.Protocols" }
            .SelectMany(project => Reference().Matches(Repository.ReadText($"{project}/{project}.csproj")).Select(match => match.Groups[1].Value))
            .Distinct().ToList();

        Assert.True(named.Count > 10);
        Assert.All(named, library => Assert.True(AboutService.LicenseOf(library) is not null, library));
    }

    [Fact]
    public async Task SignIns_AreListed_AndEndedEverywhere()
    {
        await using var application = await DittoFsApplication.StartAsync();
        var first = await ApiTestClient.SignInAsync(application);
        var second = await ApiTestClient.SignInAsync(application);

        var signIns = (await first.GetAsync("auth/sign-ins")).As<SignInResponse[]>();
        Assert.Equal(2, signIns.Length);
        Assert.All(signIns, signIn => Assert.True(signIn.ExpiresAt > signIn.RenewedAt));
        (await first.DeleteAsync("auth/sign-ins")).AssertDone();

        Assert.Equal(HttpStatusCode.Unauthorized, (await first.GetAsync("auth/sign-ins")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await second.GetAsync("auth/sign-ins")).Status);
        (await second.PostAsync("auth/refresh", new RefreshRequest { RefreshToken = second.Tokens!.RefreshToken })).AssertProblem(HttpStatusCode.Unauthorized, "refresh_token_invalid");
        var third = await ApiTestClient.SignInAsync(application);
        Assert.Single((await third.GetAsync("auth/sign-ins")).As<SignInResponse[]>());
        Assert.Contains((await third.GetAsync("audit?search=user.end-sign-ins")).As<Page<AuditResponse>>().Items, entry => entry.Subject == "admin");
    }

    [GeneratedRegex("PackageReference Include=\"([^\"]+)\"")]
    private static partial Regex Reference();
}
