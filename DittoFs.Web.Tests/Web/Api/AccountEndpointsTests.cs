using System.Net;
using DittoFs.Web.Tests.Support;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

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

        using var response = await PostAsync(application, "login", Form(DittoFsApplication.AdministratorPassword, returnUrl));

        Assert.Equal((HttpStatusCode.Redirect, expected), (response.StatusCode, response.Headers.Location?.ToString()));
        var cookie = Assert.Single(response.Headers.GetValues("Set-Cookie"), cookie => cookie.StartsWith("dittofs=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Login_WithAWrongPassword_GoesBackToThePageWithTheCode()
    {
        await using var application = await DittoFsApplication.StartAsync();

        using var response = await PostAsync(application, "login", Form("a wrong password", "/shares"));

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
        using var login = await PostAsync(application, "login", Form(DittoFsApplication.AdministratorPassword, "/"));
        var cookie = login.Headers.GetValues("Set-Cookie").Single(value => value.StartsWith("dittofs=", StringComparison.Ordinal)).Split(';')[0];

        var answer = await new ApiTestClient(application).SendAsync(HttpMethod.Get, "users", null, request => request.Headers.Add("Cookie", cookie));

        answer.AssertProblem(HttpStatusCode.Unauthorized, "unauthenticated");
    }

    private static Dictionary<string, string> Form(string password, string returnUrl) =>
        new() { ["userName"] = "admin", ["password"] = password, ["returnUrl"] = returnUrl };

    private static async Task<HttpResponseMessage> PostAsync(DittoFsApplication application, string form, Dictionary<string, string> fields)
    {
        // What a page does when it renders a form.
        var tokens = application.Services.GetRequiredService<IAntiforgery>().GetTokens(new DefaultHttpContext { RequestServices = application.Services });
        fields[tokens.FormFieldName] = tokens.RequestToken!;
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false });
        using var content = new FormUrlEncodedContent(fields);
        using var request = new HttpRequestMessage(HttpMethod.Post, application.UriOf($"/account/{form}")) { Content = content };
        var options = application.Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<AntiforgeryOptions>>().Value;
        request.Headers.Add("Cookie", $"{options.Cookie.Name}={tokens.CookieToken}");
        return await client.SendAsync(request);
    }
}
