using DittoFs.Web.Api.Contracts;
using DittoFs.Web.Api.Problems;
using DittoFs.Web.Api.Security;
using DittoFs.Web.ControlPlane;
using DittoFs.Web.ControlPlane.Accounts;
using DittoFs.Web.ControlPlane.FirstStart;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DittoFs.Web.Api.Auth;

/// <summary>Signing in, and what an account may do about itself.</summary>
internal static class AuthEndpoints
{
    /// <summary>Adds the routes.</summary>
    public static void MapAuth(this IEndpointRouteBuilder api)
    {
        var auth = api.MapGroup("/auth").WithTags("Sign-in");
        auth.MapPost("/login", LoginAsync).WithName("Login").AllowAnonymous().WithProblems(400, 401, 429);
        auth.MapPost("/refresh", RefreshAsync).WithName("Refresh").AllowAnonymous().WithProblems(400, 401);
        auth.MapPost("/logout", LogoutAsync).WithName("Logout").AllowAnonymous().WithProblems(400);
        auth.MapGet("/me", MeAsync).WithName("GetMe").RequireAuthorization(Policies.Self);
        auth.MapPost("/password", ChangePasswordAsync).WithName("ChangePassword").RequireAuthorization(Policies.Self).WithProblems(400, 403, 429);
        var setup = api.MapGroup("/setup").WithTags("Set-up").AllowAnonymous();
        setup.MapGet("", GetSetupAsync).WithName("GetSetup");
        setup.MapPost("", CompleteSetupAsync).WithName("CompleteSetup").WithProblems(400, 403, 409);
    }

    /// <summary>Signs in.</summary>
    /// <remarks>The access token works for 15 minutes, the refresh token for one refresh within 14 days. Failed tries slow down those that follow (429).</remarks>
    private static async Task<Results<Ok<TokenResponse>, FailureResult>> LoginAsync(
        LoginRequest request, SignInService signIn, TokenService tokens, Actor actor, CancellationToken cancellationToken)
    {
        var account = await signIn.SignInAsync(request.UserName, request.Password, actor.Address, Actor.ViaRest, cancellationToken);
        return account.Failure is { } failure ? new FailureResult(failure) : TypedResults.Ok(await tokens.IssueAsync(account.Value!, cancellationToken));
    }

    /// <summary>Gets new tokens.</summary>
    /// <remarks>The refresh token is used up; the answer has the next one. A token that is used twice ends its sign-in.</remarks>
    private static async Task<Results<Ok<TokenResponse>, FailureResult>> RefreshAsync(RefreshRequest request, TokenService tokens, CancellationToken cancellationToken) =>
        (await tokens.RefreshAsync(request.RefreshToken, cancellationToken)).ToOk();

    /// <summary>Signs out.</summary>
    /// <remarks>Ends the refresh tokens of the sign-in. An access token that was given out works until it expires.</remarks>
    private static async Task<NoContent> LogoutAsync(RefreshRequest request, TokenService tokens, CancellationToken cancellationToken)
    {
        await tokens.EndAsync(request.RefreshToken, cancellationToken);
        return TypedResults.NoContent();
    }

    /// <summary>Tells who is signed in.</summary>
    private static async Task<Results<Ok<UserResponse>, FailureResult>> MeAsync(Actor actor, UserService users, CancellationToken cancellationToken) =>
        (await users.FindAsync(actor.Id.ToString()!, cancellationToken)).ToOk();

    /// <summary>Changes the caller's own password.</summary>
    /// <remarks>All tokens and cookies of the account end, so sign in again afterwards.</remarks>
    private static async Task<Results<NoContent, FailureResult>> ChangePasswordAsync(
        ChangePasswordRequest request, Actor actor, UserService users, CancellationToken cancellationToken) =>
        (await users.ChangePasswordAsync(actor, actor.Id!.Value, request, cancellationToken)).ToNoContent();

    /// <summary>Tells whether the first administrator is still missing.</summary>
    private static async Task<Ok<SetupStatusResponse>> GetSetupAsync(SetupService setup, CancellationToken cancellationToken) =>
        TypedResults.Ok(new SetupStatusResponse(await setup.IsRequiredAsync(cancellationToken)));

    /// <summary>Makes the first administrator.</summary>
    /// <remarks>With the token of the link that the server prints when it starts without an administrator.</remarks>
    private static async Task<Results<Created<UserResponse>, FailureResult>> CompleteSetupAsync(
        SetupRequest request, Actor actor, SetupService setup, CancellationToken cancellationToken) =>
        (await setup.CompleteAsync(request, actor.Address, cancellationToken)).ToCreated(user => $"users/{user.UserName}");
}
