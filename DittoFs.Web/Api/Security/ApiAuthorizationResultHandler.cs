using DittoFs.Web.Api.Problems;
using DittoFs.Web.ControlPlane.Accounts;
using DittoFs.Web.ControlPlane.Audit;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.Net.Http.Headers;

namespace DittoFs.Web.Api.Security;

/// <summary>Refuses calls of the API by 401 and 403 with a problem, never by a redirect to a page, and notes forbidden changes in the audit log; leaves everything else to the framework.</summary>
internal sealed class ApiAuthorizationResultHandler(AuditLog audit) : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler framework = new();

    /// <inheritdoc/>
    public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Succeeded || !context.Request.Path.StartsWithSegments(ApiEndpoints.Root, StringComparison.OrdinalIgnoreCase))
        {
            return framework.HandleAsync(next, context, policy, authorizeResult);
        }

        return authorizeResult.Challenged ? ChallengeAsync(context) : ForbidAsync(context, authorizeResult);
    }

    private static Task ChallengeAsync(HttpContext context)
    {
        context.Response.Headers[HeaderNames.WWWAuthenticate] = "Bearer";
        return WriteAsync(context, StatusCodes.Status401Unauthorized, ProblemMap.CodeOf(StatusCodes.Status401Unauthorized), "Send a valid access token as 'Authorization: Bearer …'.");
    }

    private async Task ForbidAsync(HttpContext context, PolicyAuthorizationResult result)
    {
        // What an account tried to change without the right to is for the log; what it tried to read is not.
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            var actor = context.User.ToActor(context.Connection.RemoteIpAddress);
            await audit.NoteAsync(actor, "api.forbidden", $"{context.Request.Method} {context.Request.Path}", succeeded: false, detail: null, context.RequestAborted);
        }

        var code = result.AuthorizationFailure?.FailureReasons.Select(reason => reason.Message).FirstOrDefault();
        await (code switch
        {
            AccountRequirementHandler.PasswordChangeRequired => WriteAsync(context, StatusCodes.Status403Forbidden, code, "Choose a new password first: POST /api/v1/auth/password."),
            AccountRequirementHandler.AccountRequired => WriteAsync(context, StatusCodes.Status403Forbidden, code, "The local administrator has no account. Send the access token of one."),
            AccountRequirementHandler.ControlSocketRequired => WriteAsync(
                context, StatusCodes.Status403Forbidden, code, "Only the control socket in the server's data directory may ask for this: use 'dittofs' on its machine."),
            _ => WriteAsync(context, StatusCodes.Status403Forbidden, ProblemMap.CodeOf(StatusCodes.Status403Forbidden), context.User.HasClaim(claim => claim.Type == AccountClaims.ApiKey)
                ? "The account's role or the API key's limits do not allow this."
                : "The account's role does not allow this."),
        });
    }

    private static Task WriteAsync(HttpContext context, int status, string code, string detail) => TypedResults
        .Problem(detail, statusCode: status, extensions: new Dictionary<string, object?> { [ProblemSetup.CodeKey] = code })
        .ExecuteAsync(context);
}
