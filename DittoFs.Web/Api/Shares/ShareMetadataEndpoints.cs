using DittoFs.Web.Api.Problems;
using DittoFs.Web.Api.Security;
using DittoFs.Web.ControlPlane;
using DittoFs.Web.ControlPlane.Dumps;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DittoFs.Web.Api.Shares;

/// <summary>The metadata of a share as a file. Loading one is for the server's own command line, while no server runs.</summary>
internal static class ShareMetadataEndpoints
{
    /// <summary>Adds the routes.</summary>
    public static void MapShareMetadata(this IEndpointRouteBuilder api) => api.MapGet("/shares/{share}/metadata", DumpAsync)
        .WithName("GetShareMetadata").WithTags("Shares").RequireAuthorization(Policies.Manage)
        .Produces<Stream>(StatusCodes.Status200OK, "application/octet-stream").WithProblems(404, 409, 503);

    /// <summary>Sends the metadata of a share as they are at one moment.</summary>
    /// <remarks>
    /// What the share had written before is brought into its block store first; clients go on. The file has the key of the share's handles, and is not encrypted. `dittofs metadata load`
    /// brings it back.
    /// </remarks>
    private static async Task<Results<FileStreamHttpResult, FailureResult>> DumpAsync(string share, Actor actor, ShareDumpFileService dumps, CancellationToken cancellationToken)
    {
        var made = await dumps.DumpAsync(actor, share, cancellationToken);
        return made.Failure is { } failure ? new FailureResult(failure) : TypedResults.Stream(made.Value!, "application/octet-stream", "metadata.dump");
    }
}
