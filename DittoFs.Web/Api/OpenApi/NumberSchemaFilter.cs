using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace DittoFs.Web.Api.OpenApi;

/// <summary>Describes unsigned 32-bit numbers as what holds them: a reader of <c>int32</c> would refuse half of all uids.</summary>
internal sealed class NumberSchemaFilter : ISchemaFilter
{
    /// <inheritdoc/>
    public void Apply(IOpenApiSchema schema, SchemaFilterContext context)
    {
        if (schema is OpenApiSchema concrete && (Nullable.GetUnderlyingType(context.Type) ?? context.Type) == typeof(uint))
        {
            concrete.Format = "int64";
        }
    }
}
