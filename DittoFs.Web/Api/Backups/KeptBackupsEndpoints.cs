using DittoFs.Web.Api.Contracts;
using DittoFs.Web.Api.Problems;
using DittoFs.Web.Api.Security;
using DittoFs.Web.ControlPlane;
using DittoFs.Web.ControlPlane.Backups;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DittoFs.Web.Api.Backups;

/// <summary>Backups that are kept on the server.</summary>
internal static class KeptBackupsEndpoints
{
    private const string File = "application/octet-stream";

    /// <summary>Adds the routes.</summary>
    public static void MapKeptBackups(this IEndpointRouteBuilder api)
    {
        var kept = api.MapGroup("/backups/kept").WithTags("System").RequireAuthorization(Policies.Manage);
        kept.MapGet("", List).WithName("ListBackups");
        kept.MapPost("", Create).WithName("KeepBackup").WithProblems(400);
        kept.MapGet("/{name}", DownloadAsync).WithName("GetBackup").Produces<Stream>(StatusCodes.Status200OK, File).WithProblems(404);
        kept.MapPost("/{name}/inspect", InspectAsync).WithName("InspectBackup").WithProblems(400, 404);
        kept.MapDelete("/{name}", DeleteAsync).WithName("DeleteBackup").WithProblems(404);
    }

    /// <summary>Adds the console's download: a browser follows a link with its cookie and no token.</summary>
    public static void MapBackupDownload(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/account/backups/{name}", DownloadAsync).ExcludeFromDescription().RequireAuthorization(Policies.ConsoleManage);

    /// <summary>Lists the backups that the server keeps, the newest first.</summary>
    private static Ok<IReadOnlyList<BackupResponse>> List(KeptBackupService backups) => TypedResults.Ok(backups.List());

    /// <summary>Begins to make a backup that stays on the server.</summary>
    /// <remarks>The answer is a job; `GET jobs/{id}` tells how far it is.</remarks>
    private static Results<Accepted<JobResponse>, FailureResult> Create(CreateBackupRequest request, Actor actor, KeptBackupService backups)
    {
        var begun = backups.Start(actor, request.Passphrase, request.Shares);
        return begun.Failure is { } failure ? new FailureResult(failure) : TypedResults.Accepted($"{ApiEndpoints.Root}/jobs/{begun.Value!.Id}", begun.Value);
    }

    /// <summary>Sends a backup that the server keeps.</summary>
    private static async Task<Results<FileStreamHttpResult, FailureResult>> DownloadAsync(string name, Actor actor, KeptBackupService backups, CancellationToken cancellationToken)
    {
        var opened = await backups.OpenAsync(actor, name, cancellationToken);
        return opened.Failure is { } failure ? new FailureResult(failure) : TypedResults.Stream(opened.Value!, File, name);
    }

    /// <summary>Reads a backup to its end and tells what a restore would replace.</summary>
    /// <remarks>Nothing is changed. The restore itself is `dittofs restore` on the server's machine, while the server does not run.</remarks>
    private static async Task<Results<Ok<BackupContentResponse>, FailureResult>> InspectAsync(
        string name, CreateBackupRequest request, KeptBackupService backups, CancellationToken cancellationToken) =>
        (await backups.InspectAsync(name, request.Passphrase, cancellationToken)).ToOk();

    /// <summary>Removes a backup from the server.</summary>
    private static async Task<Results<NoContent, FailureResult>> DeleteAsync(string name, Actor actor, KeptBackupService backups, CancellationToken cancellationToken) =>
        (await backups.DeleteAsync(actor, name, cancellationToken)).ToNoContent();
}
