using System.Globalization;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace DittoFs.Web.Api.OpenApi;

/// <summary>Describes <c>If-Match</c> at the changes that take a version: what <see cref="VersionFilter"/> does is in no handler's signature.</summary>
internal sealed class ConditionalOperationFilter : IOperationFilter
{
    /// <inheritdoc/>
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        var takesVersion = context.ApiDescription.HttpMethod == HttpMethods.Patch
            && context.ApiDescription.ParameterDescriptions.Any(parameter => parameter.Type?.GetProperty("Version")?.PropertyType == typeof(string));
        if (!takesVersion)
        {
            return;
        }

        operation.Parameters ??= [];
        operation.Parameters.Add(new OpenApiParameter
        {
            Name = "If-Match",
            In = ParameterLocation.Header,
            Description = "The ETag of the version that the change is meant for, as in the body's `version`.",
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        });
        var status = StatusCodes.Status412PreconditionFailed.ToString(CultureInfo.InvariantCulture);
        operation.Responses ??= [];
        operation.Responses.TryAdd(status, new OpenApiResponse { Description = "It was changed by somebody else since the version of `If-Match`." });
    }
}
