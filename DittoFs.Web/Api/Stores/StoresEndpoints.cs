using DittoFs.Web.Api.Contracts;
using DittoFs.Web.Api.Problems;
using DittoFs.Web.Api.Security;
using DittoFs.Web.ControlPlane;
using DittoFs.Web.ControlPlane.Collection;
using DittoFs.Web.ControlPlane.Stores;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DittoFs.Web.Api.Stores;

/// <summary>Stores. <c>{use}</c> is <c>metadata</c> or <c>block</c>, <c>{store}</c> a name or an id.</summary>
internal static class StoresEndpoints
{
    /// <summary>Adds the routes.</summary>
    public static void MapStores(this IEndpointRouteBuilder api)
    {
        var stores = api.MapGroup("/stores").WithTags("Stores");
        stores.MapGet("", ListAsync).WithName("ListStores").RequireAuthorization(Policies.Operate).WithProblems(400);
        stores.MapPost("", CreateAsync).WithName("CreateStore").RequireAuthorization(Policies.Manage).WithProblems(400, 409);
        stores.MapGet("/{use}/{store}", GetAsync).WithName("GetStore").RequireAuthorization(Policies.Operate).WithProblems(400, 404);
        stores.MapPatch("/{use}/{store}", UpdateAsync).WithName("UpdateStore").RequireAuthorization(Policies.Manage).WithProblems(400, 404, 409);
        stores.MapPost("/{use}/{store}/check", CheckAsync).WithName("CheckStore").RequireAuthorization(Policies.Operate).WithProblems(400, 404);
        stores.MapPost("/{use}/{store}/test", TestAsync).WithName("TestStore").RequireAuthorization(Policies.Manage).WithProblems(400, 404);
        stores.MapPost("/test", TestNewAsync).WithName("TestNewStore").RequireAuthorization(Policies.Manage).WithProblems(400);
        stores.MapPost("/block/{store}/collect", CollectAsync).WithName("CollectStore").RequireAuthorization(Policies.Manage).WithProblems(404, 409);
        stores.MapGet("/block/{store}/collect", GetCollectionAsync).WithName("GetCollection").RequireAuthorization(Policies.Operate).WithProblems(404);
        stores.MapDelete("/{use}/{store}", DeleteAsync).WithName("DeleteStore").RequireAuthorization(Policies.Manage).WithProblems(400, 404, 409);
    }

    /// <summary>Lists stores.</summary>
    private static async Task<Ok<Page<StoreResponse>>> ListAsync(
        [AsParameters] ListParameters list, StoreUseWord? use, StoreService stores, CancellationToken cancellationToken) =>
        TypedResults.Ok(await stores.ListAsync(list.ToQuery(), use?.Use, cancellationToken));

    /// <summary>Makes a store.</summary>
    /// <remarks>Nothing is touched on disk before a share is put on it.</remarks>
    private static async Task<Results<Created<StoreResponse>, FailureResult>> CreateAsync(
        CreateStoreRequest request, Actor actor, StoreService stores, CancellationToken cancellationToken) =>
        (await stores.CreateAsync(actor, request, cancellationToken)).ToCreated(store => $"stores/{StoreUseWord.Write(store.Use)}/{store.Name}");

    /// <summary>Shows a store.</summary>
    private static async Task<Results<Ok<StoreResponse>, FailureResult>> GetAsync(StoreUseWord use, string store, StoreService stores, CancellationToken cancellationToken) =>
        (await stores.FindAsync(use.Use, store, cancellationToken)).ToOk();

    /// <summary>Changes a store.</summary>
    /// <remarks>Options can only change while no share is on it.</remarks>
    private static async Task<Results<Ok<StoreResponse>, FailureResult>> UpdateAsync(
        StoreUseWord use, string store, UpdateStoreRequest request, Actor actor, StoreService stores, CancellationToken cancellationToken) =>
        (await stores.UpdateAsync(actor, use.Use, store, request, cancellationToken)).ToOk();

    /// <summary>Tries out a store.</summary>
    /// <remarks>At an S3 service an object is written, read and removed. At a PostgreSQL database it is seen whether the tables are there or can be made. Of a custom store it is
    /// seen whether its type is there and takes its options.</remarks>
    private static async Task<Results<Ok<StoreCheckResponse>, FailureResult>> CheckAsync(
        StoreUseWord use, string store, StoreService stores, CancellationToken cancellationToken) => (await stores.CheckAsync(use.Use, store, cancellationToken)).ToOk();

    /// <summary>Measures a store.</summary>
    /// <remarks>
    /// A block store by small blocks, one after the other, and by some megabytes at once; what is written is removed again. A PostgreSQL database by queries, commits and some megabytes,
    /// without a row that stays; the embedded metadata store by the disk that it is on.
    /// </remarks>
    private static async Task<Results<Ok<StoreTestResponse>, FailureResult>> TestAsync(
        StoreUseWord use, string store, StoreTrialService trials, CancellationToken cancellationToken) => (await trials.RunAsync(use.Use, store, cancellationToken)).ToOk();

    /// <summary>Measures a store that is not made yet.</summary>
    /// <remarks>Takes what making it takes, and measures as the test of a store does.</remarks>
    private static async Task<Results<Ok<StoreTestResponse>, FailureResult>> TestNewAsync(
        CreateStoreRequest request, StoreTrialService trials, CancellationToken cancellationToken) => (await trials.RunAsync(request, cancellationToken)).ToOk();

    /// <summary>Deletes the blocks of a store that no file needs any more.</summary>
    /// <remarks>
    /// Runs in the background; `GET` tells how far it is and what came of it. The server does it by itself each `Collection:Interval`. A block goes when it was found
    /// dead at least `Collection:Grace` ago and is so still. With `dryRun` nothing is deleted.
    /// </remarks>
    private static async Task<Results<Accepted<CollectionResponse>, FailureResult>> CollectAsync(
        string store, bool? dryRun, Actor actor, CollectionService collections, CancellationToken cancellationToken)
    {
        var started = await collections.StartAsync(actor, store, dryRun ?? false, cancellationToken);
        return started.Failure is { } failure
            ? new FailureResult(failure)
            : TypedResults.Accepted($"{ApiEndpoints.Root}/stores/block/{started.Value!.Store}/collect", started.Value);
    }

    /// <summary>Tells how far the collection of a store is, or what came of the last one since the server's start.</summary>
    private static async Task<Results<Ok<CollectionResponse>, FailureResult>> GetCollectionAsync(
        string store, CollectionService collections, CancellationToken cancellationToken) => (await collections.FindAsync(store, cancellationToken)).ToOk();

    /// <summary>Forgets a store.</summary>
    /// <remarks>Only while no share is on it. What lies on its disk stays.</remarks>
    private static async Task<Results<NoContent, FailureResult>> DeleteAsync(
        StoreUseWord use, string store, Actor actor, StoreService stores, CancellationToken cancellationToken) =>
        (await stores.DeleteAsync(actor, use.Use, store, cancellationToken)).ToNoContent();
}
