using DittoFs.Web.Api.Contracts;
using DittoFs.Web.Api.Problems;
using DittoFs.Web.Api.Security;
using DittoFs.Web.ControlPlane;
using DittoFs.Web.ControlPlane.Shares;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DittoFs.Web.Api.Shares;

/// <summary>Shares that were deleted and are kept for a while.</summary>
internal static class DeletedSharesEndpoints
{
    /// <summary>Adds the routes.</summary>
    public static void MapDeletedShares(this IEndpointRouteBuilder api)
    {
        var shares = api.MapGroup("/deleted-shares").WithTags("Deleted shares");
        shares.MapGet("", ListAsync).WithName("ListDeletedShares").RequireAuthorization(Policies.Operate).WithProblems(400);
        shares.MapPost("/{id:guid}/restore", RestoreAsync).WithName("RestoreShare").RequireAuthorization(Policies.Manage).WithProblems(400, 404, 409);
        shares.MapDelete("/{id:guid}", PurgeAsync).WithName("PurgeShare").RequireAuthorization(Policies.Manage).WithProblems(404, 503);
    }

    /// <summary>Lists deleted shares that can be brought back, or whose files are being removed; the newest first.</summary>
    private static async Task<Ok<Page<DeletedShareResponse>>> ListAsync(
        [AsParameters] ListParameters list, DeletedShareService shares, CancellationToken cancellationToken) =>
        TypedResults.Ok(await shares.ListAsync(list.ToQuery(), cancellationToken));

    /// <summary>Brings a deleted share back.</summary>
    /// <remarks>With its files, settings, permissions and client rules. Clients that had it mounted go on.</remarks>
    private static async Task<Results<Ok<ShareResponse>, FailureResult>> RestoreAsync(
        Guid id, RestoreShareRequest request, Actor actor, DeletedShareService shares, CancellationToken cancellationToken) =>
        (await shares.RestoreAsync(actor, id, request, cancellationToken)).ToOk();

    /// <summary>Removes the files of a deleted share now.</summary>
    /// <remarks>Nobody can bring it back afterwards. Files of other shares on the same stores stay.</remarks>
    private static async Task<Results<NoContent, FailureResult>> PurgeAsync(Guid id, Actor actor, DeletedShareService shares, CancellationToken cancellationToken) =>
        (await shares.PurgeAsync(actor, id, cancellationToken)).ToNoContent();
}
