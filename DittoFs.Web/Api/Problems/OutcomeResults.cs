using System.Globalization;
using DittoFs.Web.ControlPlane;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DittoFs.Web.Api.Problems;

/// <summary>Turns what a service answers into what an endpoint answers.</summary>
internal static class OutcomeResults
{
    /// <summary>200 with the value, or the problem.</summary>
    public static Results<Ok<T>, FailureResult> ToOk<T>(this Outcome<T> outcome) =>
        outcome.Failure is { } failure ? new FailureResult(failure) : TypedResults.Ok(outcome.Value);

    /// <summary>201 with the value and its address, or the problem.</summary>
    public static Results<Created<T>, FailureResult> ToCreated<T>(this Outcome<T> outcome, Func<T, string> address) =>
        outcome.Failure is { } failure ? new FailureResult(failure) : TypedResults.Created($"{ApiEndpoints.Root}/{address(outcome.Value!)}", outcome.Value);

    /// <summary>204, or the problem.</summary>
    public static Results<NoContent, FailureResult> ToNoContent(this Outcome outcome) =>
        outcome.Failure is { } failure ? new FailureResult(failure) : TypedResults.NoContent();
}

/// <summary>A failure as <c>application/problem+json</c>.</summary>
internal sealed class FailureResult(Failure failure) : IResult
{
    /// <summary>The answer to a change that was for another version than is there, and said so by <c>If-Match</c>.</summary>
    public FailureResult ForPrecondition() => failure.Error == ControlPlaneError.ChangedMeanwhile ? new(failure with { Error = ControlPlaneError.VersionOutdated }) : this;

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var (status, code) = ProblemMap.From(failure.Error);
        if (failure.RetryAfter is { } wait)
        {
            httpContext.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        var extensions = new Dictionary<string, object?> { [ProblemSetup.CodeKey] = code };
        if (failure.Field is { } field)
        {
            extensions["errors"] = new Dictionary<string, string[]> { [field] = [failure.Message] };
        }

        return TypedResults.Problem(failure.Message, statusCode: status, extensions: extensions).ExecuteAsync(httpContext);
    }
}
