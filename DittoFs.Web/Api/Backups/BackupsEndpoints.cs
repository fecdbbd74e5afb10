using DittoFs.Web.Api.Contracts;
using DittoFs.Web.Api.Problems;
using DittoFs.Web.Api.Security;
using DittoFs.Web.ControlPlane;
using DittoFs.Web.ControlPlane.Backups;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DittoFs.Web.Api.Backups;

/// <summary>Backups of the control plane. Restoring one is for the server's own command line, while no server runs.</summary>
internal static class BackupsEndpoints
{
    /// <summary>Adds the routes.</summary>
    public static void MapBackups(this IEndpointRouteBuilder api) => api.MapPost("/backups", CreateAsync)
        .WithName("CreateBackup").WithTags("System").RequireAuthorization(Policies.Manage)
        .Produces(StatusCodes.Status200OK, contentType: "application/octet-stream").WithProblems(400);

    /// <summary>Makes a backup and sends it.</summary>
    /// <remarks>
    /// Encrypted by the passphrase: accounts, shares, permissions, stores, settings and the audit log as of one moment, and the keys of the data directory. The bytes of files and their
    /// metadata are not in it.
    /// </remarks>
    private static async Task<Results<FileStreamHttpResult, FailureResult>> CreateAsync(
        CreateBackupRequest request, Actor actor, BackupService backups, TimeProvider clock, CancellationToken cancellationToken)
    {
        var made = await backups.MakeAsync(actor, request.Passphrase, cancellationToken);
        return made.Failure is { } failure
            ? new FailureResult(failure)
            : TypedResults.Stream(made.Value!, "application/octet-stream", $"dittofs-{clock.GetUtcNow():yyyyMMdd-HHmmss}.backup");
    }
}
