using DittoFs.Web.Api.Contracts;
using DittoFs.Web.Api.Problems;
using DittoFs.Web.Api.Security;
using DittoFs.Web.ControlPlane;
using DittoFs.Web.ControlPlane.Accounts;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DittoFs.Web.Api.Server;

/// <summary>What the server is made of, and where the caller is signed in.</summary>
internal static class AboutEndpoints
{
    /// <summary>Adds the routes.</summary>
    public static void MapAbout(this IEndpointRouteBuilder api)
    {
        api.MapGet("/system/about", GetAbout).WithName("GetAbout").WithTags("System").RequireAuthorization(Policies.Operate);
        var signIns = api.MapGroup("/auth/sign-ins").WithTags("Authentication").RequireAuthorization(Policies.Self);
        signIns.MapGet("", ListAsync).WithName("ListSignIns");
        signIns.MapDelete("", EndAsync).WithName("EndSignIns");
    }

    /// <summary>Tells versions, and the licences of the libraries in the server.</summary>
    private static Ok<AboutResponse> GetAbout(AboutService about) => TypedResults.Ok(about.Get());

    /// <summary>Lists the caller's sign-ins over the API that can still be renewed.</summary>
    private static async Task<Ok<IReadOnlyList<SignInResponse>>> ListAsync(Actor actor, OwnSignIns signIns, CancellationToken cancellationToken) =>
        TypedResults.Ok(await signIns.ListAsync(actor.Id!.Value, cancellationToken));

    /// <summary>Ends all sign-ins of the caller, this one included.</summary>
    /// <remarks>Tokens and the cookies of browsers are void from now on. SMB sessions go on.</remarks>
    private static async Task<Results<NoContent, FailureResult>> EndAsync(Actor actor, OwnSignIns signIns, CancellationToken cancellationToken) =>
        (await signIns.EndAllAsync(actor, actor.Id!.Value, cancellationToken)).ToNoContent();
}
