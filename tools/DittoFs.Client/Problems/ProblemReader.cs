using System.Collections.Immutable;
using System.Net;
using System.Text.Json;

namespace DittoFs.Client.Problems;

/// <summary>Makes typed failures of answers.</summary>
internal static class ProblemReader
{
    // The account must choose a new password before anything else.
    private const string PasswordChangeRequired = "password_change_required";

    // The present password, sent along with a new one, is wrong: no question of rights although the status is 403.
    private const string PasswordWrong = "password_wrong";

    /// <summary>The failure that <paramref name="response"/> tells. An answer without a problem document becomes one made from its status.</summary>
    public static async Task<ApiProblem> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var document = await ReadDocumentAsync(response, cancellationToken).ConfigureAwait(false);
        var status = response.StatusCode;
        var code = document?.Code ?? $"http_{(int)status}";
        return new ApiProblem(
            status,
            code,
            document?.Detail ?? document?.Title ?? $"The server answered {(int)status} {response.ReasonPhrase}".TrimEnd() + ".",
            document?.Errors ?? ImmutableDictionary<string, string[]>.Empty,
            response.Headers.RetryAfter?.Delta,
            RemedyOf(status, code));
    }

    private static async Task<ProblemDocument?> ReadDocumentAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentType?.MediaType is not ("application/problem+json" or "application/json"))
        {
            return null;
        }

        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return JsonSerializer.Deserialize(body, ProblemJson.Default.ProblemDocument);
        }
        catch (JsonException)
        {
            // A proxy's own error page may claim to be JSON; the status still tells what happened.
            return null;
        }
    }

    private static Remedy RemedyOf(HttpStatusCode status, string code) => status switch
    {
        _ when code == PasswordChangeRequired => Remedy.ChangePassword,
        _ when code == PasswordWrong => Remedy.CorrectRequest,
        HttpStatusCode.Unauthorized => Remedy.SignIn,
        HttpStatusCode.Forbidden => Remedy.AskAdministrator,
        HttpStatusCode.NotFound => Remedy.CheckName,
        HttpStatusCode.Conflict or HttpStatusCode.PreconditionFailed => Remedy.ReadAgain,
        HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable or HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout => Remedy.TryLater,
        >= HttpStatusCode.InternalServerError => Remedy.ReadServerLog,
        _ => Remedy.CorrectRequest,
    };
}
