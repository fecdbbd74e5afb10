using DittoFs.Web.Api.Contracts;
using DittoFs.Web.Api.Security;
using DittoFs.Web.ControlPlane;
using DittoFs.Web.ControlPlane.Audit;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DittoFs.Web.Api.Server;

/// <summary>What only somebody on the server's machine may ask for.</summary>
internal static class LifecycleEndpoints
{
    /// <summary>Adds the routes.</summary>
    public static void MapLifecycle(this IEndpointRouteBuilder api) => api.MapPost("/system/stop", StopAsync)
        .WithName("StopServer").WithTags("System").RequireAuthorization(Policies.Local);

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
