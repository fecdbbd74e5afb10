using DittoFs.Web.Api.Contracts;
using DittoFs.Web.Api.Problems;
using DittoFs.Web.Api.Security;
using DittoFs.Web.ControlPlane;
using DittoFs.Web.ControlPlane.Accounts;
using DittoFs.Web.ControlPlane.Running;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace DittoFs.Web.Api.Account;

/// <summary>
/// The console's forms: they need a plain HTTP answer to set a cookie. Each answers by a redirect; a refusal goes back to the form's page with <c>error</c>, the code of the
/// problem, in the query. All need the antiforgery token of the page.
/// </summary>
internal static class AccountEndpoints
{
    private const string SignInPage = "~/sign-in";
    private const string PasswordPage = "~/password";
    private const string Root = "~/";
    private const string OwnPage = "~/me";

    /// <summary>Adds the routes.</summary>
    public static void MapAccount(this IEndpointRouteBuilder routes)
    {
        var account = routes.MapGroup("/account").ExcludeFromDescription();
        account.MapPost("/login", LoginAsync).AllowAnonymous();
        account.MapPost("/logout", LogoutAsync).AllowAnonymous();
        account.MapPost("/end-others", EndOthersAsync).RequireAuthorization(Policies.ConsoleSelf);
        account.MapPost("/password", ChangePasswordAsync).RequireAuthorization(Policies.ConsoleSelf);
    }

    private static async Task<RedirectHttpResult> LoginAsync(
        [FromForm] string? userName, [FromForm] string? password, [FromForm] string? returnUrl, HttpContext http, SignInService signIn, Actor actor, CancellationToken cancellationToken)
    {
        var account = await signIn.SignInAsync(userName ?? "", password ?? "", actor.Address, Actor.ViaConsole, cancellationToken);
        if (account.Failure is { } failure)
        {
            return Back(SignInPage, failure, returnUrl is null ? null : Local(http, returnUrl));
        }

        await SignInAsync(http, account.Value!);
        return TypedResults.LocalRedirect(account.Value!.MustChangePassword ? PasswordPage : Local(http, returnUrl));
    }

    private static async Task<RedirectHttpResult> LogoutAsync([FromForm] string? returnUrl, HttpContext http)
    {
        await http.SignOutAsync(IdentityConstants.ApplicationScheme);
        return TypedResults.LocalRedirect(returnUrl is null ? SignInPage : Local(http, returnUrl));
    }

    private static async Task<RedirectHttpResult> ChangePasswordAsync(
        [FromForm] string? currentPassword, [FromForm] string? newPassword, HttpContext http, UserService users, AccountDirectory accounts, Actor actor, CancellationToken cancellationToken)
    {
        var request = new ChangePasswordRequest { CurrentPassword = currentPassword ?? "", NewPassword = newPassword ?? "" };
        var changed = await users.ChangePasswordAsync(actor, actor.Id!.Value, request, cancellationToken);
        if (changed.Failure is { } failure)
        {
            return Back(PasswordPage, failure, returnUrl: null);
        }

        // The old cookie ended with the old password.
        await SignInAsync(http, accounts.Find(actor.Id.Value)!);
        return TypedResults.LocalRedirect(Root);
    }

    private static async Task<RedirectHttpResult> EndOthersAsync(HttpContext http, OwnSignIns signIns, AccountDirectory accounts, Actor actor, CancellationToken cancellationToken)
    {
        var ended = await signIns.EndAllAsync(actor, actor.Id!.Value, cancellationToken);
        if (ended.Failure is { } failure)
        {
            return Back(OwnPage, failure, returnUrl: null);
        }

        // This browser's cookie ended with all others.
        await SignInAsync(http, accounts.Find(actor.Id.Value)!);
        return TypedResults.LocalRedirect($"{OwnPage}?ended=true");
    }

    /// <summary>Gives the browser the cookie of an account that has shown who it is.</summary>
    public static Task SignInAsync(HttpContext http, AccountState account) =>
        http.SignInAsync(IdentityConstants.ApplicationScheme, AccountClaims.ToPrincipal(account, IdentityConstants.ApplicationScheme));

    private static RedirectHttpResult Back(string page, Failure failure, string? returnUrl)
    {
        var query = QueryString.Create("error", ProblemMap.From(failure.Error).Code).Add("message", failure.Message);
        return TypedResults.LocalRedirect(page + (returnUrl is null ? query : query.Add("returnUrl", returnUrl)));
    }

    // Only paths of this server: a link must not send a person elsewhere after signing in, and behind a proxy other paths of the host may be others' too.
    private static string Local(HttpContext http, string? url) =>
        url is { Length: > 0 } && url[0] == '/' && (url.Length == 1 || (url[1] != '/' && url[1] != '\\')) && !url.Any(char.IsControl)
        && Uri.TryCreate(new Uri("http://localhost"), url, out var whole) && new PathString(whole.AbsolutePath).StartsWithSegments(http.Request.PathBase) ? url : Root;
}
