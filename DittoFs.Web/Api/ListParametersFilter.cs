using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace DittoFs.Web.Api;

/// <summary>Checks the query of lists, which the framework's own validation does not look into.</summary>
internal sealed class ListParametersFilter : IEndpointFilter
{
    /// <inheritdoc/>
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var failures = new List<ValidationResult>();
        foreach (var query in context.Arguments.OfType<IQueryParameters>())
        {
            Validator.TryValidateObject(query, new ValidationContext(query), failures, validateAllProperties: true);
        }

        return failures.Count == 0
            ? next(context)
            : ValueTask.FromResult<object?>(TypedResults.ValidationProblem(failures.ToDictionary(
                failure => JsonNamingPolicy.CamelCase.ConvertName(failure.MemberNames.First()), failure => new[] { failure.ErrorMessage! })));
    }
}
