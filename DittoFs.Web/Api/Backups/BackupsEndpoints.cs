using DittoFs.Web.Api.Contracts;
using DittoFs.Web.Api.Problems;
using DittoFs.Web.Api.Security;
using DittoFs.Web.ControlPlane;
using DittoFs.Web.ControlPlane.Backups;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DittoFs.Web.Api.Backups;

/// <summary>Backups. Restoring one is for the server's own command line, while no server runs.</summary>
internal static class BackupsEndpoints
{
    /// <summary>Adds the routes.</summary>
    public static void MapBackups(this IEndpointRouteBuilder api) => api.MapPost("/backups", CreateAsync)
        .WithName("CreateBackup").WithTags("System").RequireAuthorization(Policies.Manage)
        .Produces<Stream>(StatusCodes.Status200OK, "application/octet-stream").WithProblems(400, 409, 503);

    /// <summary>Makes a backup and sends it.</summary>
    /// <remarks>
    /// Encrypted by the passphrase: accounts, shares, permissions, stores, settings and the audit log as of one moment, the keys of the data directory, and the metadata of shares that have
    /// them in the embedded store, each as of a moment of its own. The bytes of files are not in it. `dittofs restore` brings it back.
    /// </remarks>
    private static async Task<Results<FileStreamHttpResult, FailureResult>> CreateAsync(
        CreateBackupRequest request, Actor actor, BackupService backups, TimeProvider clock, CancellationToken cancellationToken)
    {
        var made = await backups.MakeAsync(actor, request.Passphrase, request.Shares, cancellationToken);
        return made.Failure is { } failure
            ? new FailureResult(failure)
            : TypedResults.Stream(made.Value!, "application/octet-stream", $"dittofs-{clock.GetUtcNow():yyyyMMdd-HHmmss}.backup");
    }
}
