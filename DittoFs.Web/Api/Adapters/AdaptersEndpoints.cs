using DittoFs.Protocols.Mount;
using DittoFs.Protocols.Smb;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.Api.Problems;
using DittoFs.Web.Api.Security;
using DittoFs.Web.ControlPlane;
using DittoFs.Web.ControlPlane.Adapters;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DittoFs.Web.Api.Adapters;

/// <summary>Protocol servers, and what clients have mounted.</summary>
internal static class AdaptersEndpoints
{
    /// <summary>Adds the routes.</summary>
    public static void MapAdapters(this IEndpointRouteBuilder api)
    {
        var adapters = api.MapGroup("/adapters").WithTags("Adapters");
        adapters.MapGet("", ListAsync).WithName("ListAdapters").RequireAuthorization(Policies.Operate).WithProblems(400);
        adapters.MapGet("/{adapter}", GetAsync).WithName("GetAdapter").RequireAuthorization(Policies.Operate).WithProblems(404);
        adapters.MapPatch("/{adapter}", UpdateAsync).WithName("UpdateAdapter").RequireAuthorization(Policies.Manage).WithProblems(400, 404, 409);
        adapters.MapPost("/{adapter}/restart", RestartAsync).WithName("RestartAdapter").RequireAuthorization(Policies.Operate).WithProblems(404);
        api.MapGet("/mounts", ListMounts).WithName("ListMounts").WithTags("Mounts").RequireAuthorization(Policies.Operate).WithProblems(400);
    }

    /// <summary>Lists protocol servers with their state.</summary>
    private static async Task<Ok<Page<AdapterResponse>>> ListAsync([AsParameters] ListParameters list, AdapterService adapters, CancellationToken cancellationToken) =>
        TypedResults.Ok(await adapters.ListAsync(list.ToQuery(), cancellationToken));

    /// <summary>Shows a protocol server with its state.</summary>
    private static async Task<Results<Ok<AdapterResponse>, FailureResult>> GetAsync(string adapter, AdapterService adapters, CancellationToken cancellationToken) =>
        (await adapters.FindAsync(adapter, cancellationToken)).ToOk();

    /// <summary>Changes a protocol server.</summary>
    /// <remarks>It is started, stopped or restarted as the change takes. A port that can't be bound shows in its status and is tried again.</remarks>
    private static async Task<Results<Ok<AdapterResponse>, FailureResult>> UpdateAsync(
        string adapter, UpdateAdapterRequest request, Actor actor, AdapterService adapters, CancellationToken cancellationToken) =>
        (await adapters.UpdateAsync(actor, adapter, request, cancellationToken)).ToOk();

    /// <summary>Stops a protocol server, finishing its calls, and starts it again.</summary>
    private static async Task<Results<Ok<AdapterResponse>, FailureResult>> RestartAsync(
        string adapter, Actor actor, AdapterService adapters, CancellationToken cancellationToken) =>
        (await adapters.RestartAsync(actor, adapter, cancellationToken)).ToOk();

    /// <summary>Lists what clients have mounted.</summary>
    /// <remarks>Over SMB, what they are connected to now. Over NFS, what they say: such clients vanish without a word, so an entry is a hint.</remarks>
    private static Ok<Page<MountResponse>> ListMounts([AsParameters] ListParameters list, MountTable mounts, SmbTreeTable trees)
    {
        var query = list.ToQuery();
        var rows = mounts.List()
            .Select(mount => new MountResponse(NfsAdapter.ServerName, mount.Client.ToString(), mount.Path, mount.Since.UtcDateTime, null))
            .Concat(trees.List().Select(tree => new MountResponse(SmbAdapter.ServerName, tree.Client.ToString(), '/' + tree.Share, tree.Since.UtcDateTime, tree.UserName)))
            .Where(mount => query.Search is null || mount.Path.Contains(query.Search, StringComparison.OrdinalIgnoreCase))
            .OrderBy(mount => mount.Since).ToList();
        return TypedResults.Ok(query.Slice(rows));
    }
}
