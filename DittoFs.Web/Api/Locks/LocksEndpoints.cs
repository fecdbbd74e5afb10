using System.ComponentModel.DataAnnotations;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.Api.Problems;
using DittoFs.Web.Api.Security;
using DittoFs.Web.ControlPlane;
using DittoFs.Web.ControlPlane.Locks;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DittoFs.Web.Api.Locks;

/// <summary>Byte-range locks and open files.</summary>
internal static class LocksEndpoints
{
    private const int ReasonLengthMax = 256;

    /// <summary>Adds the routes.</summary>
    public static void MapLocks(this IEndpointRouteBuilder api)
    {
        var locks = api.MapGroup("/locks").WithTags("Locks and open files");
        locks.MapGet("", ListAsync).WithName("ListLocks").RequireAuthorization(Policies.Operate).WithProblems(400);
        locks.MapDelete("/{lock}", ReleaseOneAsync).WithName("ReleaseLock").RequireAuthorization(Policies.Manage).WithProblems(400, 404);
        locks.MapPost("/release", ReleaseAsync).WithName("ReleaseLocks").RequireAuthorization(Policies.Manage).WithProblems(400);
        var opens = api.MapGroup("/open-files").WithTags("Locks and open files");
        opens.MapGet("", ListOpensAsync).WithName("ListOpenFiles").RequireAuthorization(Policies.Operate).WithProblems(400);
        opens.MapDelete("/{share}/{open:long}", CloseAsync).WithName("CloseOpenFile").RequireAuthorization(Policies.Manage).WithProblems(400, 404);
    }

    /// <summary>Lists the byte-range locks of all protocols, and who waits for whom.</summary>
    /// <remarks>The search looks for shares, paths, accounts and clients. Of a share with very many locks the first 10,000 are listed.</remarks>
    private static async Task<Ok<Page<LockResponse>>> ListAsync([AsParameters] ListParameters list, LockListing locks, CancellationToken cancellationToken) =>
        TypedResults.Ok(await locks.ListAsync(list.ToQuery(), cancellationToken));

    /// <summary>Frees one lock.</summary>
    /// <remarks>Its holder is not told and goes on as if it held it: two programs may then write to the same place. Who waits for it gets it.</remarks>
    /// <param name="lock">Its `id` in the list.</param>
    /// <param name="reason">Why, for the audit log.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="locks">The locks.</param>
    /// <param name="cancellationToken">Gives up.</param>
    private static async Task<Results<Ok<LockResponse>, FailureResult>> ReleaseOneAsync(
        string @lock, [StringLength(ReasonLengthMax)] string? reason, Actor actor, LockListing locks, CancellationToken cancellationToken) =>
        (await locks.ReleaseAsync(actor, @lock, reason, cancellationToken)).ToOk();

    /// <summary>Frees all that an NFS client holds.</summary>
    /// <remarks>For a client that is gone for good: one that lives is not told, and goes on as if it held its locks.</remarks>
    private static async Task<Results<Ok<ReleasedLocksResponse>, FailureResult>> ReleaseAsync(
        ReleaseLocksRequest request, Actor actor, LockListing locks, CancellationToken cancellationToken) =>
        (await locks.ReleaseAsync(actor, request, cancellationToken)).ToOk();

    /// <summary>Lists what clients have open.</summary>
    /// <remarks>
    /// Over SMB, and over NFSv3 the share reservations of lock managers: of other opens an NFSv3 server is not told. The search looks for shares, paths, accounts and
    /// addresses. Of a share with very many opens 10,000 are listed.
    /// </remarks>
    /// <param name="list">Which part of the list.</param>
    /// <param name="protocol">Only those of this protocol: <c>nfs</c> or <c>smb</c>.</param>
    /// <param name="opens">The open files.</param>
    /// <param name="cancellationToken">Gives up.</param>
    private static async Task<Ok<Page<OpenFileResponse>>> ListOpensAsync(
        [AsParameters] ListParameters list, string? protocol, OpenFileService opens, CancellationToken cancellationToken) =>
        TypedResults.Ok(await opens.ListAsync(list.ToQuery(), protocol, cancellationToken));

    /// <summary>Closes what a client has open.</summary>
    /// <remarks>Its locks are freed, and what the client had not sent yet is lost. The client is told when it uses the file next.</remarks>
    /// <param name="share">The share.</param>
    /// <param name="open">Its `id` in the list.</param>
    /// <param name="reason">Why, for the audit log.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="opens">The open files.</param>
    /// <param name="cancellationToken">Gives up.</param>
    private static async Task<Results<Ok<OpenFileResponse>, FailureResult>> CloseAsync(
        string share, long open, [StringLength(ReasonLengthMax)] string? reason, Actor actor, OpenFileService opens, CancellationToken cancellationToken) =>
        (await opens.CloseAsync(actor, share, open, reason, cancellationToken)).ToOk();
}
