using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace DittoFs.Web.Tests.Support;

/// <summary>The plain forms of the console, as a browser sends them.</summary>
internal static class ConsoleForms
{
    /// <summary>Sends a form of <c>/account</c> with the token that its page would have had, and follows nothing.</summary>
    public static async Task<HttpResponseMessage> PostAsync(DittoFsApplication application, string form, Dictionary<string, string> fields)
    {
        var tokens = application.Services.GetRequiredService<IAntiforgery>().GetTokens(new DefaultHttpContext { RequestServices = application.Services });
        fields[tokens.FormFieldName] = tokens.RequestToken!;
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false });
        using var content = new FormUrlEncodedContent(fields);
        using var request = new HttpRequestMessage(HttpMethod.Post, application.UriOf($"/account/{form}")) { Content = content };
        var options = application.Services.GetRequiredService<IOptions<AntiforgeryOptions>>().Value;
        request.Headers.Add("Cookie", $"{options.Cookie.Name}={tokens.CookieToken}");
        return await client.SendAsync(request);
    }

    /// <summary>Signs the administrator in; the result is what a browser sends in the header <c>Cookie</c>.</summary>
    public static async Task<string> SignInAsync(DittoFsApplication application)
    {
        using var login = await PostAsync(
            application, "login", new() { ["userName"] = "admin", ["password"] = DittoFsApplication.AdministratorPassword, ["returnUrl"] = "/" });
        return login.Headers.GetValues("Set-Cookie").Single(value => value.StartsWith("dittofs=", StringComparison.Ordinal)).Split(';')[0];
    }
}
