using DittoFs.Web.Api.Contracts;
using DittoFs.Web.Api.Problems;
using DittoFs.Web.Api.Security;
using DittoFs.Web.ControlPlane;
using DittoFs.Web.ControlPlane.Shares;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DittoFs.Web.Api.Shares;

/// <summary>Shares. <c>{share}</c> is a name or an id.</summary>
internal static class SharesEndpoints
{
    /// <summary>Adds the routes.</summary>
    public static void MapShares(this IEndpointRouteBuilder api)
    {
        var shares = api.MapGroup("/shares").WithTags("Shares");
        shares.MapGet("", ListAsync).WithName("ListShares").RequireAuthorization(Policies.Operate).WithProblems(400);
        shares.MapGet("/{share}", GetAsync).WithName("GetShare").RequireAuthorization(Policies.Operate).WithProblems(404);
        shares.MapPost("", CreateAsync).WithName("CreateShare").RequireAuthorization(Policies.Manage).WithProblems(400, 404, 409, 422);
        shares.MapPatch("/{share}", UpdateAsync).WithName("UpdateShare").RequireAuthorization(Policies.Manage).WithProblems(400, 404, 409);
        shares.MapDelete("/{share}", DeleteAsync).WithName("DeleteShare").RequireAuthorization(Policies.Manage).WithProblems(404);
        shares.MapPost("/{share}/drain", DrainAsync).WithName("DrainShare").RequireAuthorization(Policies.Operate).WithProblems(404, 409, 503);
        shares.MapPost("/{share}/enable", EnableAsync).WithName("EnableShare").RequireAuthorization(Policies.Operate).WithProblems(404);
        shares.MapPost("/{share}/disable", DisableAsync).WithName("DisableShare").RequireAuthorization(Policies.Operate).WithProblems(404);
    }

    /// <summary>Lists shares.</summary>
    private static async Task<Ok<Page<ShareResponse>>> ListAsync(
        [AsParameters] ListParameters list, [AsParameters] ShareSort order, ShareService shares, CancellationToken cancellationToken) =>
        TypedResults.Ok(await shares.ListAsync(list.ToQuery() with { Sort = order.Sort }, cancellationToken));

    /// <summary>Shows a share.</summary>
    private static async Task<Results<Ok<ShareResponse>, FailureResult>> GetAsync(string share, ShareService shares, CancellationToken cancellationToken) =>
        (await shares.FindAsync(share, cancellationToken)).ToOk();

    /// <summary>Makes a share.</summary>
    /// <remarks>It runs when this returns, or its status says why not; then it is tried again by itself.</remarks>
    private static async Task<Results<Created<ShareResponse>, FailureResult>> CreateAsync(
        CreateShareRequest request, Actor actor, ShareService shares, CancellationToken cancellationToken) =>
        (await shares.CreateAsync(actor, request, cancellationToken)).ToCreated(share => $"shares/{share.Name}");

    /// <summary>Changes a share.</summary>
    /// <remarks>The change holds for the next call of every client that has it mounted.</remarks>
    private static async Task<Results<Ok<ShareResponse>, FailureResult>> UpdateAsync(
        string share, UpdateShareRequest request, Actor actor, ShareService shares, CancellationToken cancellationToken) =>
        (await shares.UpdateAsync(actor, share, request, cancellationToken)).ToOk();

    /// <summary>Deletes a share.</summary>
    /// <remarks>Clients lose it at once. It can be brought back for a while (`Collection:DeletedShareRetention`, 7 days by default): see `deleted-shares`.</remarks>
    private static async Task<Results<NoContent, FailureResult>> DeleteAsync(string share, Actor actor, ShareService shares, CancellationToken cancellationToken) =>
        (await shares.DeleteAsync(actor, share, cancellationToken)).ToNoContent();

    /// <summary>Brings everything that a share has written up to now into its block store.</summary>
    /// <remarks>Returns when that is done. Clients go on meanwhile.</remarks>
    private static async Task<Results<NoContent, FailureResult>> DrainAsync(string share, ShareService shares, CancellationToken cancellationToken) =>
        (await shares.DrainAsync(share, cancellationToken)).ToNoContent();

    /// <summary>Starts a share.</summary>
    private static async Task<Results<Ok<ShareResponse>, FailureResult>> EnableAsync(string share, Actor actor, ShareService shares, CancellationToken cancellationToken) =>
        (await shares.SetEnabledAsync(actor, share, enabled: true, cancellationToken)).ToOk();

    /// <summary>Stops a share.</summary>
    /// <remarks>Calls that run end first. Clients see stale handles until it is enabled again.</remarks>
    private static async Task<Results<Ok<ShareResponse>, FailureResult>> DisableAsync(string share, Actor actor, ShareService shares, CancellationToken cancellationToken) =>
        (await shares.SetEnabledAsync(actor, share, enabled: false, cancellationToken)).ToOk();
}
