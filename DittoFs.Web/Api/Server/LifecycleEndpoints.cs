using DittoFs.Web.Api.Contracts;
using DittoFs.Web.Api.Problems;
using DittoFs.Web.Api.Security;
using DittoFs.Web.ControlPlane;
using DittoFs.Web.ControlPlane.Audit;
using DittoFs.Web.ControlPlane.Secrets;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DittoFs.Web.Api.Server;

/// <summary>The life of the server: its end, and its master key.</summary>
internal static class LifecycleEndpoints
{
    /// <summary>Adds the routes.</summary>
    public static void MapLifecycle(this IEndpointRouteBuilder api)
    {
        api.MapPost("/system/stop", StopAsync).WithName("StopServer").WithTags("System").RequireAuthorization(Policies.Local);
        api.MapPost("/system/rotate-master-key", RotateAsync).WithName("RotateMasterKey").WithTags("System").RequireAuthorization(Policies.Manage).WithProblems(409);
    }

    /// <summary>Makes a new master key and seals every secret with it.</summary>
    /// <remarks>In one transaction, while the server runs; a crash in between is gone on with at the next start. Backups keep what they were made with.</remarks>
    private static async Task<Results<Ok<MasterKeyRotationResponse>, FailureResult>> RotateAsync(Actor actor, MasterKeyRotation rotation, CancellationToken cancellationToken) =>
        (await rotation.RotateAsync(actor, cancellationToken)).ToOk();

    /// <summary>Stops the server in order.</summary>
    /// <remarks>Only through the control socket in the data directory. The answer comes at once: the server has stopped when the process it names has ended.</remarks>
    private static async Task<Accepted<StopResponse>> StopAsync(Actor actor, AuditLog audit, IHostApplicationLifetime lifetime, HttpContext http, CancellationToken cancellationToken)
    {
        await audit.NoteAsync(actor, "server.stop", Environment.MachineName, succeeded: true, detail: null, cancellationToken);
        http.Response.OnCompleted(() =>
        {
            lifetime.StopApplication();
            return Task.CompletedTask;
        });
        return TypedResults.Accepted((string?)null, new StopResponse(Environment.ProcessId));
    }
}
