using DittoFs.Web.Api.Contracts;
using DittoFs.Web.Api.Problems;
using DittoFs.Web.Api.Security;
using DittoFs.Web.ControlPlane;
using DittoFs.Web.ControlPlane.Shares;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DittoFs.Web.Api.Shares;

/// <summary>Shares that outlive their server.</summary>
internal static class ShareRecoveryEndpoints
{
    /// <summary>Adds the routes.</summary>
    public static void MapShareRecovery(this IEndpointRouteBuilder api)
    {
        var shares = api.MapGroup("/shares").WithTags("Shares");
        shares.MapPost("/attach", AttachAsync).WithName("AttachShare").RequireAuthorization(Policies.Manage).WithProblems(400, 404, 409, 422, 503);
        shares.MapPost("/{share}/dump", DumpAsync).WithName("DumpShare").RequireAuthorization(Policies.Operate).WithProblems(404, 409, 503);
    }

    /// <summary>Brings back a share whose server is lost, from its stores alone.</summary>
    /// <remarks>
    /// From its rows in PostgreSQL, or from the newest dump in its block store. It keeps its identity and the key of its handles, so that clients that have it mounted go on. It is
    /// refused while another server has it. What the lost server's disk alone had is lost: on durability `remote` nothing that was promised.
    /// </remarks>
    private static async Task<Results<Created<ShareResponse>, FailureResult>> AttachAsync(
        AttachShareRequest request, Actor actor, ShareRecoveryService recovery, CancellationToken cancellationToken) =>
        (await recovery.AttachAsync(actor, request, cancellationToken)).ToCreated(share => $"shares/{share.Name}");

    /// <summary>Puts a share's metadata beside its blocks, as they are now.</summary>
    /// <remarks>
    /// Returns when that is done. Clients go on meanwhile. The server does it by itself each `Dumps:Interval` for shares on the embedded metadata store and S3; the newest
    /// `Dumps:Keep` are kept.
    /// </remarks>
    private static async Task<Results<Ok<DumpResponse>, FailureResult>> DumpAsync(
        string share, Actor actor, ShareRecoveryService recovery, CancellationToken cancellationToken) =>
        (await recovery.DumpAsync(actor, share, cancellationToken)).ToOk();
}
