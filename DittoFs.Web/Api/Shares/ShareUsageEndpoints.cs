using DittoFs.Web.Api.Contracts;
using DittoFs.Web.Api.Problems;
using DittoFs.Web.Api.Security;
using DittoFs.Web.ControlPlane;
using DittoFs.Web.ControlPlane.Shares;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DittoFs.Web.Api.Shares;

/// <summary>What a share and its owners hold, and what single owners may hold.</summary>
internal static class ShareUsageEndpoints
{
    /// <summary>Adds the routes.</summary>
    public static void MapShareUsage(this IEndpointRouteBuilder api)
    {
        var shares = api.MapGroup("/shares/{share}").WithTags("Quotas");
        shares.MapGet("/usage", GetAsync).WithName("GetUsage").RequireAuthorization(Policies.Operate).WithProblems(404, 409);
        shares.MapPost("/usage/recount", RecountAsync).WithName("RecountUsage").RequireAuthorization(Policies.Manage).WithProblems(404, 409, 503);
        shares.MapPut("/owner-quotas/{uid}", SetAsync).WithName("SetOwnerQuota").RequireAuthorization(Policies.Manage).WithProblems(400, 404);
        shares.MapDelete("/owner-quotas/{uid}", RemoveAsync).WithName("RemoveOwnerQuota").RequireAuthorization(Policies.Manage).WithProblems(400, 404);
    }

    /// <summary>Tells what a share holds, by owner, and what each may.</summary>
    private static async Task<Results<Ok<ShareUsageResponse>, FailureResult>> GetAsync(string share, ShareUsageService usage, CancellationToken cancellationToken) =>
        (await usage.FindAsync(share, cancellationToken)).ToOk();

    /// <summary>Counts what a share holds, node by node.</summary>
    /// <remarks>Counters are exact by themselves, after a crash too; this proves it, and corrects them if it is not so. It takes a while on a large share.</remarks>
    private static async Task<Results<Ok<RecountResponse>, FailureResult>> RecountAsync(string share, ShareUsageService usage, CancellationToken cancellationToken) =>
        (await usage.RecountAsync(share, cancellationToken)).ToOk();

    /// <summary>Gives one owner a limit of his own.</summary>
    /// <remarks>It holds for the next call of every client. A limit below what he holds removes nothing: he can't get more.</remarks>
    private static async Task<Results<NoContent, FailureResult>> SetAsync(
        string share, uint uid, SetOwnerQuotaRequest request, Actor actor, ShareUsageService usage, CancellationToken cancellationToken) =>
        (await usage.SetOwnerQuotaAsync(actor, share, uid, request, cancellationToken)).ToNoContent();

    /// <summary>Takes an owner's own limit away: the share's for every owner holds again.</summary>
    private static async Task<Results<NoContent, FailureResult>> RemoveAsync(
        string share, uint uid, Actor actor, ShareUsageService usage, CancellationToken cancellationToken) =>
        (await usage.RemoveOwnerQuotaAsync(actor, share, uid, cancellationToken)).ToNoContent();
}
