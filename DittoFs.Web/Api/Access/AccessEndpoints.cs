using System.ComponentModel;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.Api.Problems;
using DittoFs.Web.Api.Security;
using DittoFs.Web.ControlPlane.Access;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DittoFs.Web.Api.Access;

/// <summary>Who may do what, who was refused what, and by which rule.</summary>
internal static class AccessEndpoints
{
    /// <summary>Adds the routes.</summary>
    public static void MapAccess(this IEndpointRouteBuilder api)
    {
        api.MapGet("/refusals", ListRefusalsAsync).WithName("ListRefusals").WithTags("Access").RequireAuthorization(Policies.Operate).WithProblems(400);
        api.MapGet("/shares/{share}/effective-access", ExplainAsync).WithName("GetEffectiveAccess").WithTags("Access").RequireAuthorization(Policies.Operate).WithProblems(400, 404, 503);
    }

    /// <summary>Lists the last operations that were refused to clients over NFS and SMB, each with the rule that refused it; the latest first.</summary>
    /// <remarks>The last ten thousand different ones since the server's start are kept; equal ones are one entry with a count.</remarks>
    private static async Task<Ok<RefusalListResponse>> ListRefusalsAsync(
        [AsParameters] ListParameters list, [AsParameters] RefusalParameters filter, RefusalService refusals, CancellationToken cancellationToken) =>
        TypedResults.Ok(await refusals.ListAsync(list.ToQuery(), filter.ToFilter(), cancellationToken));

    /// <summary>Tells what a user may do with a path, and what each rule on the way says.</summary>
    /// <remarks>It asks protocol, account, client rule, squash, share permission, and the mode bits of each path element, as an operation would, and marks the rule that decides.</remarks>
    private static async Task<Results<Ok<EffectiveAccessResponse>, FailureResult>> ExplainAsync(
        string share,
        [Description("The account, by name or id.")] string user,
        EffectiveAccessService access,
        CancellationToken cancellationToken,
        [Description("The path from the share's root; the root itself when left out.")] string? path = null,
        [Description("nfs or smb; nfs when left out.")] string? protocol = null,
        [Description("The client's address; 127.0.0.1 when left out.")] string? client = null) =>
        (await access.ExplainAsync(new AccessQuestion(share, user, path, protocol, client), cancellationToken)).ToOk();
}
