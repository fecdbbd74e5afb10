using DittoFs.Web.Api.Contracts;
using DittoFs.Web.Api.Problems;
using DittoFs.Web.Api.Security;
using DittoFs.Web.ControlPlane;
using DittoFs.Web.ControlPlane.Accounts;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DittoFs.Web.Api.Users;

/// <summary>Accounts. <c>{user}</c> is a name or an id.</summary>
internal static class UsersEndpoints
{
    /// <summary>Adds the routes.</summary>
    public static void MapUsers(this IEndpointRouteBuilder api)
    {
        var users = api.MapGroup("/users").WithTags("Users");
        users.MapGet("", ListAsync).WithName("ListUsers").RequireAuthorization(Policies.Operate).WithProblems(400);
        users.MapGet("/{user}", GetAsync).WithName("GetUser").RequireAuthorization(Policies.Operate).WithProblems(404);
        users.MapPost("", CreateAsync).WithName("CreateUser").RequireAuthorization(Policies.Manage).WithProblems(400, 409);
        users.MapPatch("/{user}", UpdateAsync).WithName("UpdateUser").RequireAuthorization(Policies.Manage).WithProblems(400, 404, 409);
        users.MapDelete("/{user}", DeleteAsync).WithName("DeleteUser").RequireAuthorization(Policies.Manage).WithProblems(404, 409);
        users.MapPut("/{user}/password", SetPasswordAsync).WithName("SetUserPassword").RequireAuthorization(Policies.Manage).WithProblems(400, 404);
        users.MapPost("/{user}/enable", EnableAsync).WithName("EnableUser").RequireAuthorization(Policies.Manage).WithProblems(404);
        users.MapPost("/{user}/disable", DisableAsync).WithName("DisableUser").RequireAuthorization(Policies.Manage).WithProblems(404, 409);
    }

    /// <summary>Lists accounts.</summary>
    private static async Task<Ok<Page<UserResponse>>> ListAsync(
        [AsParameters] ListParameters list, [AsParameters] UserSort order, UserService users, CancellationToken cancellationToken) =>
        TypedResults.Ok(await users.ListAsync(list.ToQuery() with { Sort = order.Sort }, cancellationToken));

    /// <summary>Shows an account.</summary>
    private static async Task<Results<Ok<UserResponse>, FailureResult>> GetAsync(string user, UserService users, CancellationToken cancellationToken) =>
        (await users.FindAsync(user, cancellationToken)).ToOk();

    /// <summary>Makes an account.</summary>
    private static async Task<Results<Created<UserResponse>, FailureResult>> CreateAsync(
        CreateUserRequest request, Actor actor, UserService users, CancellationToken cancellationToken) =>
        (await users.CreateAsync(actor, request, cancellationToken)).ToCreated(user => $"users/{user.UserName}");

    /// <summary>Changes an account.</summary>
    /// <remarks>What is left out stays. A new role or uid holds at once; a new role ends the account's sessions.</remarks>
    private static async Task<Results<Ok<UserResponse>, FailureResult>> UpdateAsync(
        string user, UpdateUserRequest request, Actor actor, UserService users, CancellationToken cancellationToken) =>
        (await users.UpdateAsync(actor, user, request, cancellationToken)).ToOk();

    /// <summary>Deletes an account.</summary>
    /// <remarks>Its memberships and permissions go with it; files keep its uid. The last enabled administrator can't be deleted.</remarks>
    private static async Task<Results<NoContent, FailureResult>> DeleteAsync(string user, Actor actor, UserService users, CancellationToken cancellationToken) =>
        (await users.DeleteAsync(actor, user, cancellationToken)).ToNoContent();

    /// <summary>Gives an account a password.</summary>
    /// <remarks>Its sessions end.</remarks>
    private static async Task<Results<NoContent, FailureResult>> SetPasswordAsync(
        string user, SetPasswordRequest request, Actor actor, UserService users, CancellationToken cancellationToken) =>
        (await users.SetPasswordAsync(actor, user, request, cancellationToken)).ToNoContent();

    /// <summary>Enables an account.</summary>
    private static async Task<Results<Ok<UserResponse>, FailureResult>> EnableAsync(string user, Actor actor, UserService users, CancellationToken cancellationToken) =>
        (await users.SetEnabledAsync(actor, user, enabled: true, cancellationToken)).ToOk();

    /// <summary>Disables an account.</summary>
    /// <remarks>Its sessions end, and its uid has no permission on any share from the next call on.</remarks>
    private static async Task<Results<Ok<UserResponse>, FailureResult>> DisableAsync(string user, Actor actor, UserService users, CancellationToken cancellationToken) =>
        (await users.SetEnabledAsync(actor, user, enabled: false, cancellationToken)).ToOk();
}
