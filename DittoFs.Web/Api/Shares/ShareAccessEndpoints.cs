using DittoFs.Web.Api.Contracts;
using DittoFs.Web.Api.Problems;
using DittoFs.Web.Api.Security;
using DittoFs.Web.ControlPlane;
using DittoFs.Web.ControlPlane.Shares;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DittoFs.Web.Api.Shares;

/// <summary>Who may use a share, and from where. Every change holds for the next call of every client.</summary>
internal static class ShareAccessEndpoints
{
    /// <summary>Adds the routes.</summary>
    public static void MapShareAccess(this IEndpointRouteBuilder api)
    {
        var permissions = api.MapGroup("/shares/{share}/permissions").WithTags("Permissions");
        permissions.MapGet("", ListPermissionsAsync).WithName("ListPermissions").RequireAuthorization(Policies.Operate).WithProblems(404);
        permissions.MapGet("/effective", ExplainAsync).WithName("GetEffectivePermission").RequireAuthorization(Policies.Operate).WithProblems(400, 404);
        permissions.MapPatch("", ChangePermissionsAsync).WithName("ChangePermissions").RequireAuthorization(Policies.Manage).WithProblems(400, 404);
        permissions.MapPost("/preview", PreviewAsync).WithName("PreviewPermissions").RequireAuthorization(Policies.Operate).WithProblems(400, 404);
        permissions.MapPut("/users/{user}", SetUserAsync).WithName("SetUserPermission").RequireAuthorization(Policies.Manage).WithProblems(400, 404);
        permissions.MapDelete("/users/{user}", RemoveUserAsync).WithName("RemoveUserPermission").RequireAuthorization(Policies.Manage).WithProblems(404);
        permissions.MapPut("/groups/{group}", SetGroupAsync).WithName("SetGroupPermission").RequireAuthorization(Policies.Manage).WithProblems(400, 404);
        permissions.MapDelete("/groups/{group}", RemoveGroupAsync).WithName("RemoveGroupPermission").RequireAuthorization(Policies.Manage).WithProblems(404);
        var rules = api.MapGroup("/shares/{share}/client-rules").WithTags("Client rules");
        rules.MapGet("", ListRulesAsync).WithName("ListClientRules").RequireAuthorization(Policies.Operate).WithProblems(404);
        rules.MapPut("", SetRulesAsync).WithName("SetClientRules").RequireAuthorization(Policies.Manage).WithProblems(400, 404, 409);
        rules.MapPost("", AddRuleAsync).WithName("AddClientRule").RequireAuthorization(Policies.Manage).WithProblems(400, 404, 409);
        rules.MapDelete("/{rule:guid}", RemoveRuleAsync).WithName("RemoveClientRule").RequireAuthorization(Policies.Manage).WithProblems(404);
    }

    /// <summary>Lists the permissions of a share.</summary>
    private static async Task<Results<Ok<SharePermissionsResponse>, FailureResult>> ListPermissionsAsync(
        string share, SharePermissionService permissions, CancellationToken cancellationToken) => (await permissions.ListAsync(share, cancellationToken)).ToOk();

    /// <summary>Tells what a user may do on a share, and which rule decides.</summary>
    private static async Task<Results<Ok<EffectivePermissionResponse>, FailureResult>> ExplainAsync(
        string share, string user, SharePermissionService permissions, CancellationToken cancellationToken) =>
        (await permissions.ExplainAsync(share, user, cancellationToken)).ToOk();

    /// <summary>Changes several permissions at once.</summary>
    /// <remarks>All or none. Who is not named keeps what he has; null takes an entry away.</remarks>
    private static async Task<Results<NoContent, FailureResult>> ChangePermissionsAsync(
        string share, ChangePermissionsRequest request, Actor actor, PermissionChangeService permissions, CancellationToken cancellationToken) =>
        (await permissions.ApplyAsync(actor, share, request, cancellationToken)).ToNoContent();

    /// <summary>Tells who would gain and who would lose by changes, also through groups.</summary>
    /// <remarks>Nothing is changed.</remarks>
    private static async Task<Results<Ok<PermissionPreviewResponse>, FailureResult>> PreviewAsync(
        string share, ChangePermissionsRequest request, PermissionChangeService permissions, CancellationToken cancellationToken) =>
        (await permissions.PreviewAsync(share, request, cancellationToken)).ToOk();

    /// <summary>Gives a user a permission.</summary>
    /// <remarks>It decides alone, whatever his groups have.</remarks>
    private static async Task<Results<NoContent, FailureResult>> SetUserAsync(
        string share, string user, SetPermissionRequest request, Actor actor, SharePermissionService permissions, CancellationToken cancellationToken) =>
        (await permissions.SetUserAsync(actor, share, user, request.Permission!.Value, cancellationToken)).ToNoContent();

    /// <summary>Takes a user's permission away.</summary>
    private static async Task<Results<NoContent, FailureResult>> RemoveUserAsync(
        string share, string user, Actor actor, SharePermissionService permissions, CancellationToken cancellationToken) =>
        (await permissions.RemoveUserAsync(actor, share, user, cancellationToken)).ToNoContent();

    /// <summary>Gives the members of a group a permission.</summary>
    /// <remarks>The highest of the groups' permissions and the share's default counts.</remarks>
    private static async Task<Results<NoContent, FailureResult>> SetGroupAsync(
        string share, string group, SetPermissionRequest request, Actor actor, SharePermissionService permissions, CancellationToken cancellationToken) =>
        (await permissions.SetGroupAsync(actor, share, group, request.Permission!.Value, cancellationToken)).ToNoContent();

    /// <summary>Takes a group's permission away.</summary>
    private static async Task<Results<NoContent, FailureResult>> RemoveGroupAsync(
        string share, string group, Actor actor, SharePermissionService permissions, CancellationToken cancellationToken) =>
        (await permissions.RemoveGroupAsync(actor, share, group, cancellationToken)).ToNoContent();

    /// <summary>Lists the client rules of a share.</summary>
    private static async Task<Results<Ok<ClientRuleResponse[]>, FailureResult>> ListRulesAsync(
        string share, ClientRuleService rules, CancellationToken cancellationToken) => (await rules.ListAsync(share, cancellationToken)).ToOk();

    /// <summary>Replaces all client rules of a share.</summary>
    /// <remarks>An empty list lets nobody in.</remarks>
    private static async Task<Results<Ok<ClientRuleResponse[]>, FailureResult>> SetRulesAsync(
        string share, SetClientRulesRequest request, Actor actor, ClientRuleService rules, CancellationToken cancellationToken) =>
        (await rules.SetAsync(actor, share, request, cancellationToken)).ToOk();

    /// <summary>Adds a client rule.</summary>
    private static async Task<Results<Created<ClientRuleResponse>, FailureResult>> AddRuleAsync(
        string share, ClientRuleRequest request, Actor actor, ClientRuleService rules, CancellationToken cancellationToken) =>
        (await rules.AddAsync(actor, share, request, cancellationToken)).ToCreated(rule => $"shares/{share}/client-rules/{rule.Id}");

    /// <summary>Removes a client rule.</summary>
    private static async Task<Results<NoContent, FailureResult>> RemoveRuleAsync(
        string share, Guid rule, Actor actor, ClientRuleService rules, CancellationToken cancellationToken) =>
        (await rules.RemoveAsync(actor, share, rule, cancellationToken)).ToNoContent();
}
