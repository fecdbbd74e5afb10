using System.Text.Json;

namespace DittoFs.Web.Api.Problems;

/// <summary>Gives every problem a code, also those that the framework makes.</summary>
internal static class ProblemSetup
{
    /// <summary>The extension that holds the code.</summary>
    public const string CodeKey = "code";

    /// <summary>Registers the answers to malformed requests and faults.</summary>
    public static IServiceCollection AddProblems(this IServiceCollection services)
    {
        services.AddProblemDetails(options => options.CustomizeProblemDetails = Complete);
        return services.AddValidation();
    }

    private static void Complete(ProblemDetailsContext context)
    {
        var problem = context.ProblemDetails;
        if (problem is HttpValidationProblemDetails validation)
        {
            var errors = validation.Errors.ToDictionary(error => ToPath(error.Key), error => error.Value);
            validation.Errors.Clear();
            foreach (var (field, messages) in errors)
            {
                validation.Errors[field] = messages;
            }

            problem.Extensions.TryAdd(CodeKey, ProblemMap.ValidationCode);
        }

        problem.Extensions.TryAdd(CodeKey, ProblemMap.CodeOf(problem.Status ?? context.HttpContext.Response.StatusCode));
    }

    // The names of the JSON document, not those of the records.
    private static string ToPath(string key) => string.Join('.', key.Split('.').Select(JsonNamingPolicy.CamelCase.ConvertName));
}
