using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace DittoFs.Web.Api;

/// <summary>Checks the query of lists, which the framework's own validation does not look into.</summary>
internal sealed class ListParametersFilter : IEndpointFilter
{
    /// <inheritdoc/>
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        if (context.Arguments.OfType<ListParameters>().FirstOrDefault() is not { } list)
        {
            return next(context);
        }

        var failures = new List<ValidationResult>();
        return Validator.TryValidateObject(list, new ValidationContext(list), failures, validateAllProperties: true)
            ? next(context)
            : ValueTask.FromResult<object?>(TypedResults.ValidationProblem(failures.ToDictionary(
                failure => JsonNamingPolicy.CamelCase.ConvertName(failure.MemberNames.First()), failure => new[] { failure.ErrorMessage! })));
    }
}
