using DittoFs.Web.Api.Contracts;
using DittoFs.Web.Api.Problems;
using DittoFs.Web.Api.Security;
using DittoFs.Web.ControlPlane;
using DittoFs.Web.ControlPlane.Groups;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DittoFs.Web.Api.Groups;

/// <summary>Groups and their members. <c>{group}</c> and <c>{user}</c> are names or ids.</summary>
internal static class GroupsEndpoints
{
    /// <summary>Adds the routes.</summary>
    public static void MapGroups(this IEndpointRouteBuilder api)
    {
        var groups = api.MapGroup("/groups").WithTags("Groups");
        groups.MapGet("", ListAsync).WithName("ListGroups").RequireAuthorization(Policies.Operate).WithProblems(400);
        groups.MapGet("/{group}", GetAsync).WithName("GetGroup").RequireAuthorization(Policies.Operate).WithProblems(404);
        groups.MapPost("", CreateAsync).WithName("CreateGroup").RequireAuthorization(Policies.Manage).WithProblems(400, 409);
        groups.MapPatch("/{group}", UpdateAsync).WithName("UpdateGroup").RequireAuthorization(Policies.Manage).WithProblems(400, 404, 409);
        groups.MapDelete("/{group}", DeleteAsync).WithName("DeleteGroup").RequireAuthorization(Policies.Manage).WithProblems(404);
        groups.MapGet("/{group}/members", ListMembersAsync).WithName("ListMembers").RequireAuthorization(Policies.Operate).WithProblems(400, 404);
        groups.MapPut("/{group}/members/{user}", AddMemberAsync).WithName("AddMember").RequireAuthorization(Policies.Manage).WithProblems(404);
        groups.MapDelete("/{group}/members/{user}", RemoveMemberAsync).WithName("RemoveMember").RequireAuthorization(Policies.Manage).WithProblems(404);
    }

    /// <summary>Lists groups.</summary>
    private static async Task<Ok<Page<GroupResponse>>> ListAsync(
        [AsParameters] ListParameters list, [AsParameters] GroupSort order, GroupService groups, CancellationToken cancellationToken) =>
        TypedResults.Ok(await groups.ListAsync(list.ToQuery() with { Sort = order.Sort }, cancellationToken));

    /// <summary>Shows a group.</summary>
    private static async Task<Results<Ok<GroupResponse>, FailureResult>> GetAsync(string group, GroupService groups, CancellationToken cancellationToken) =>
        (await groups.FindAsync(group, cancellationToken)).ToOk();

    /// <summary>Makes a group.</summary>
    private static async Task<Results<Created<GroupResponse>, FailureResult>> CreateAsync(
        CreateGroupRequest request, Actor actor, GroupService groups, CancellationToken cancellationToken) =>
        (await groups.CreateAsync(actor, request, cancellationToken)).ToCreated(group => $"groups/{group.Name}");

    /// <summary>Changes a group.</summary>
    private static async Task<Results<Ok<GroupResponse>, FailureResult>> UpdateAsync(
        string group, UpdateGroupRequest request, Actor actor, GroupService groups, CancellationToken cancellationToken) =>
        (await groups.UpdateAsync(actor, group, request, cancellationToken)).ToOk();

    /// <summary>Deletes a group.</summary>
    /// <remarks>Its permissions go with it; its members stay.</remarks>
    private static async Task<Results<NoContent, FailureResult>> DeleteAsync(string group, Actor actor, GroupService groups, CancellationToken cancellationToken) =>
        (await groups.DeleteAsync(actor, group, cancellationToken)).ToNoContent();

    /// <summary>Lists the members of a group.</summary>
    private static async Task<Results<Ok<Page<MemberResponse>>, FailureResult>> ListMembersAsync(
        string group, [AsParameters] ListParameters list, GroupService groups, CancellationToken cancellationToken) =>
        (await groups.ListMembersAsync(group, list.ToQuery(), cancellationToken)).ToOk();

    /// <summary>Makes an account a member.</summary>
    /// <remarks>It has the group's gid on every share from the next call on.</remarks>
    private static async Task<Results<NoContent, FailureResult>> AddMemberAsync(
        string group, string user, Actor actor, GroupService groups, CancellationToken cancellationToken) =>
        (await groups.AddMemberAsync(actor, group, user, cancellationToken)).ToNoContent();

    /// <summary>Takes an account out of a group.</summary>
    private static async Task<Results<NoContent, FailureResult>> RemoveMemberAsync(
        string group, string user, Actor actor, GroupService groups, CancellationToken cancellationToken) =>
        (await groups.RemoveMemberAsync(actor, group, user, cancellationToken)).ToNoContent();
}
