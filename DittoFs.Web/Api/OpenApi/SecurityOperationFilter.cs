using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace DittoFs.Web.Api.OpenApi;

/// <summary>Says of each operation whether it needs a token, and how it refuses who has none or may not.</summary>
internal sealed class SecurityOperationFilter(string scheme, string keyScheme) : IOperationFilter
{
    /// <inheritdoc/>
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        if (context.ApiDescription.ActionDescriptor.EndpointMetadata.OfType<IAllowAnonymous>().Any())
        {
            return;
        }

        operation.Security =
        [
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(scheme, context.Document)] = [] },
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(keyScheme, context.Document)] = [] },
        ];
        Add(operation, StatusCodes.Status401Unauthorized, "Without a valid access token.");
        Add(operation, StatusCodes.Status403Forbidden, "The account may not do this.");
    }

    private static void Add(OpenApiOperation operation, int status, string description)
    {
        operation.Responses ??= [];
        operation.Responses[status.ToString(CultureInfo.InvariantCulture)] = new OpenApiResponse { Description = description };
    }
}
