using System.ComponentModel;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.Api.Problems;
using DittoFs.Web.Api.Security;
using DittoFs.Web.ControlPlane;
using DittoFs.Web.ControlPlane.ApiKeys;
using DittoFs.Web.ControlPlane.Running;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DittoFs.Web.Api.ApiKeys;

/// <summary>Keys for programs: each stands for the account that made it, with less rights if wanted.</summary>
internal static class ApiKeysEndpoints
{
    /// <summary>Adds the routes.</summary>
    public static void MapApiKeys(this IEndpointRouteBuilder api)
    {
        var keys = api.MapGroup("/api-keys").WithTags("API keys").RequireAuthorization(Policies.Use);
        keys.MapGet("", ListAsync).WithName("ListApiKeys").WithProblems(400);
        keys.MapPost("", CreateAsync).WithName("CreateApiKey").WithProblems(400, 409);
        keys.MapDelete("/{apiKey:guid}", RevokeAsync).WithName("RevokeApiKey").WithProblems(404);
    }

    /// <summary>Lists the caller's own API keys; an administrator may ask for those of all accounts.</summary>
    private static async Task<Ok<Page<ApiKeyResponse>>> ListAsync(
        [AsParameters] ListParameters list, Actor actor, AccountDirectory accounts, ApiKeyService keys, CancellationToken cancellationToken,
        [Description("The keys of all accounts; for administrators.")] bool all = false) =>
        TypedResults.Ok(await keys.ListAsync(list.ToQuery(), all && IsAdministrator(actor, accounts) ? null : actor.Id, cancellationToken));

    /// <summary>Makes an API key of the caller's own account.</summary>
    /// <remarks>The key is in this answer and nowhere else. A key can't make keys.</remarks>
    private static async Task<Results<Created<CreatedApiKeyResponse>, FailureResult>> CreateAsync(
        CreateApiKeyRequest request, Actor actor, ApiKeyService keys, HttpContext http, CancellationToken cancellationToken)
    {
        http.Response.Headers.CacheControl = "no-store";
        return (await keys.CreateAsync(actor, request, cancellationToken)).ToCreated(made => $"api-keys/{made.Info.Id}");
    }

    /// <summary>Revokes an API key: it is refused from the next call on.</summary>
    /// <remarks>One of the caller's own; an administrator may revoke those of all accounts.</remarks>
    private static async Task<Results<NoContent, FailureResult>> RevokeAsync(
        Guid apiKey, Actor actor, AccountDirectory accounts, ApiKeyService keys, CancellationToken cancellationToken) =>
        (await keys.RevokeAsync(actor, apiKey, IsAdministrator(actor, accounts), cancellationToken)).ToNoContent();

    private static bool IsAdministrator(Actor actor, AccountDirectory accounts) => actor.Id is { } id && accounts.Find(id)?.Role == AccountRole.Admin;
}
