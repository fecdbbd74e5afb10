using DittoFs.Web.Api.Contracts;
using DittoFs.Web.Api.Problems;
using DittoFs.Web.Api.Security;
using DittoFs.Web.ControlPlane;
using DittoFs.Web.ControlPlane.Caching;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DittoFs.Web.Api.Caching;

/// <summary>The caches, the write-ahead log, and what goes from it into the block stores.</summary>
internal static class CachingEndpoints
{
    /// <summary>Adds the routes.</summary>
    public static void MapCaching(this IEndpointRouteBuilder api)
    {
        var caching = api.MapGroup("").WithTags("Cache and log");
        caching.MapGet("/cache", GetCache).WithName("GetCache").RequireAuthorization(Policies.Operate);
        caching.MapPost("/cache/evict", EvictAsync).WithName("EvictCache").RequireAuthorization(Policies.Manage).WithProblems(400);
        caching.MapGet("/wal", GetWal).WithName("GetWal").RequireAuthorization(Policies.Operate);
        caching.MapPost("/wal/flush", FlushAsync).WithName("FlushWal").RequireAuthorization(Policies.Operate).WithProblems(400, 404, 409);
        caching.MapGet("/uploads", ListUploads).WithName("ListUploads").RequireAuthorization(Policies.Operate).WithProblems(400);
    }

    /// <summary>Tells what the caches hold and how often they helped.</summary>
    private static Ok<CacheResponse> GetCache(CacheService caches) => TypedResults.Ok(caches.Get());

    /// <summary>Gives back what the caches hold.</summary>
    /// <remarks>Only clean bytes are in them, so nothing is lost: what is wanted again is fetched again from its block store, slower. What is being read stays.</remarks>
    private static async Task<Ok<EvictedResponse>> EvictAsync(EvictCacheRequest request, Actor actor, CacheService caches, CancellationToken cancellationToken) =>
        TypedResults.Ok(await caches.EvictAsync(actor, request, cancellationToken));

    /// <summary>Tells how the write-ahead log stands.</summary>
    private static Ok<WalResponse> GetWal(WalService wal) => TypedResults.Ok(wal.Get());

    /// <summary>Begins to bring what was written up to now into the block stores.</summary>
    /// <remarks>Of one share or of all. Clients go on meanwhile. `GET jobs/{id}` tells how far it is.</remarks>
    private static async Task<Results<Accepted<JobResponse>, FailureResult>> FlushAsync(
        FlushRequest request, Actor actor, WalService wal, CancellationToken cancellationToken)
    {
        var begun = await wal.FlushAsync(actor, request, cancellationToken);
        return begun.Failure is { } failure
            ? new FailureResult(failure)
            : TypedResults.Accepted($"{ApiEndpoints.Root}/jobs/{begun.Value!.Id}", begun.Value);
    }

    /// <summary>Lists what each running share uploads and what waits for its upload.</summary>
    /// <remarks>The search looks for shares.</remarks>
    private static Ok<Page<UploadResponse>> ListUploads([AsParameters] ListParameters list, WalService wal) => TypedResults.Ok(wal.ListUploads(list.ToQuery()));
}
