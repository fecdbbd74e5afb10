using DittoFs.Web.Api.Contracts;
using DittoFs.Web.Api.Problems;
using DittoFs.Web.Api.Security;
using DittoFs.Web.ControlPlane;
using DittoFs.Web.ControlPlane.Sessions;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DittoFs.Web.Api.Sessions;

/// <summary>Connections of clients.</summary>
internal static class SessionsEndpoints
{
    /// <summary>Adds the routes.</summary>
    public static void MapSessions(this IEndpointRouteBuilder api)
    {
        var sessions = api.MapGroup("/sessions").WithTags("Sessions");
        sessions.MapGet("", List).WithName("ListSessions").RequireAuthorization(Policies.Operate).WithProblems(400);
        sessions.MapPost("/{session:long}/disconnect", DisconnectAsync).WithName("DisconnectSession").RequireAuthorization(Policies.Manage).WithProblems(400, 404);
    }

    /// <summary>Lists the connections of clients over all protocols, the oldest first.</summary>
    /// <remarks>The search looks for addresses, accounts and shares.</remarks>
    /// <param name="list">Which part of the list.</param>
    /// <param name="protocol">Only those of this protocol: <c>nfs</c> or <c>smb</c>.</param>
    /// <param name="sessions">The connections.</param>
    private static Ok<Page<SessionResponse>> List([AsParameters] ListParameters list, string? protocol, SessionService sessions) =>
        TypedResults.Ok(sessions.List(list.ToQuery(), protocol));

    /// <summary>Breaks a connection.</summary>
    /// <remarks>
    /// Over SMB all that the session has open is closed and its locks are freed. An NFS client connects again and goes on, and keeps its locks. Neither is kept
    /// from coming back: disable the account, or change the share's client rules, for that.
    /// </remarks>
    private static async Task<Results<Ok<SessionResponse>, FailureResult>> DisconnectAsync(
        long session, DisconnectSessionRequest request, Actor actor, SessionService sessions, CancellationToken cancellationToken) =>
        (await sessions.DisconnectAsync(actor, session, request, cancellationToken)).ToOk();
}
