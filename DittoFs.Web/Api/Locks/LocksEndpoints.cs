using DittoFs.Web.Api.Contracts;
using DittoFs.Web.Api.Problems;
using DittoFs.Web.Api.Security;
using DittoFs.Web.ControlPlane;
using DittoFs.Web.ControlPlane.Locks;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DittoFs.Web.Api.Locks;

/// <summary>Byte-range locks.</summary>
internal static class LocksEndpoints
{
    /// <summary>Adds the routes.</summary>
    public static void MapLocks(this IEndpointRouteBuilder api)
    {
        var locks = api.MapGroup("/locks").WithTags("Locks");
        locks.MapGet("", List).WithName("ListLocks").RequireAuthorization(Policies.Operate).WithProblems(400);
        locks.MapPost("/release", ReleaseAsync).WithName("ReleaseLocks").RequireAuthorization(Policies.Manage).WithProblems(400);
    }

    /// <summary>Lists the byte-range locks of all protocols, and who waits for one.</summary>
    /// <remarks>The search looks for shares. Of a share with very many locks the first 10,000 are listed.</remarks>
    private static Ok<Page<LockResponse>> List([AsParameters] ListParameters list, LockListing locks) => TypedResults.Ok(locks.List(list.ToQuery()));

    /// <summary>Frees all that an NFS client holds.</summary>
    /// <remarks>For a client that is gone for good: one that lives is not told, and goes on as if it held its locks.</remarks>
    private static async Task<Results<Ok<ReleasedLocksResponse>, FailureResult>> ReleaseAsync(
        ReleaseLocksRequest request, Actor actor, LockListing locks, CancellationToken cancellationToken) =>
        (await locks.ReleaseAsync(actor, request, cancellationToken)).ToOk();
}
