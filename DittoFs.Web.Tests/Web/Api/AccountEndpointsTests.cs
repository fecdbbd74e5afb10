using System.Net;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Web.Api;

/// <summary>The console's sign-in form.</summary>
public sealed class AccountEndpointsTests
{
    [Theory]
    [InlineData("/shares?x=1", "/shares?x=1")]
    [InlineData("https://evil.example/", "/")]
    [InlineData("//evil.example", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("", "/")]
    public async Task Login_SetsTheCookieAndStaysHere(string returnUrl, string expected)
    {
        await using var application = await DittoFsApplication.StartAsync();

        using var response = await ConsoleForms.PostAsync(application, "login", Form(DittoFsApplication.AdministratorPassword, returnUrl));

        Assert.Equal((HttpStatusCode.Redirect, expected), (response.StatusCode, response.Headers.Location?.ToString()));
        var cookie = Assert.Single(response.Headers.GetValues("Set-Cookie"), cookie => cookie.StartsWith("dittofs=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Login_WithAWrongPassword_GoesBackToThePageWithTheCode()
    {
        await using var application = await DittoFsApplication.StartAsync();

        using var response = await ConsoleForms.PostAsync(application, "login", Form("a wrong password", "/shares"));

        Assert.StartsWith("/sign-in?error=sign_in_failed&", response.Headers.Location?.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("returnUrl=%2Fshares", response.Headers.Location?.ToString(), StringComparison.Ordinal);
        Assert.False(response.Headers.TryGetValues("Set-Cookie", out var cookies) && cookies.Any(cookie => cookie.StartsWith("dittofs=", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Login_WithoutAnAntiforgeryToken_IsRefused()
    {
        await using var application = await DittoFsApplication.StartAsync();
        using var content = new FormUrlEncodedContent(Form(DittoFsApplication.AdministratorPassword, "/"));

        using var response = await application.Http.PostAsync(application.UriOf("/account/login"), content);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Cookie_IsNoKeyToTheApi()
    {
        await using var application = await DittoFsApplication.StartAsync();
        var cookie = await ConsoleForms.SignInAsync(application);

        var answer = await new ApiTestClient(application).SendAsync(HttpMethod.Get, "users", null, request => request.Headers.Add("Cookie", cookie));

        answer.AssertProblem(HttpStatusCode.Unauthorized, "unauthenticated");
    }

    private static Dictionary<string, string> Form(string password, string returnUrl) =>
        new() { ["userName"] = "admin", ["password"] = password, ["returnUrl"] = returnUrl };
}
