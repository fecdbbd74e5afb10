using DittoFs.Web.Api.Security;
using DittoFs.Web.Api.Stores;
using DittoFs.Web.Hosting;
using Microsoft.OpenApi;

namespace DittoFs.Web.Api.OpenApi;

/// <summary>The description of the API for programs, and the page that people try it on.</summary>
internal static class OpenApiSetup
{
    /// <summary>The document's name and path segment.</summary>
    public const string DocumentName = "v1";

    private const string Scheme = "bearer";
    private const string KeyScheme = "apiKey";

    /// <summary>Registers the generator.</summary>
    public static IServiceCollection AddOpenApiDocument(this IServiceCollection services)
    {
        services.AddEndpointsApiExplorer();
        return services.AddSwaggerGen(options =>
        {
            options.SwaggerDoc(DocumentName, new OpenApiInfo
            {
                Title = "DittoFs",
                Version = ProductVersion.Text,
                Description = "The control plane of DittoFs. Sign in with POST /api/v1/auth/login and send the access token as a bearer token. "
                    + "Failures are problem documents (RFC 9457) whose 'code' stays the same for ever.",
            });
            options.IncludeXmlComments(typeof(OpenApiSetup).Assembly);
            options.DocInclusionPredicate((_, operation) => $"/{operation.RelativePath}".StartsWith(ApiEndpoints.Root, StringComparison.Ordinal));
            options.MapType<StoreUseWord>(() => new OpenApiSchema { Type = JsonSchemaType.String, Enum = [.. StoreUseWord.All] });
            options.SupportNonNullableReferenceTypes();
            options.AddSecurityDefinition(Scheme, new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = Scheme,
                BearerFormat = "JWT",
                Description = "The access token of /api/v1/auth/login.",
            });
            options.AddSecurityDefinition(KeyScheme, new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Header,
                Name = ApiKeyHandler.HeaderName,
                Description = "An API key, which works as a bearer token too.",
            });
            options.SchemaFilter<NumberSchemaFilter>();
            options.OperationFilter<SecurityOperationFilter>(Scheme, KeyScheme);
            options.OperationFilter<ConditionalOperationFilter>();
        });
    }

    /// <summary>Serves the document and the page.</summary>
    public static void UseOpenApi(this WebApplication application)
    {
        application.UseSwagger(swagger => swagger.PreSerializeFilters.Add(static (document, request) =>
        {
            // Paths are relative to where the document was found: behind a proxy not at the host's root.
            if (request.PathBase.HasValue)
            {
                document.Servers = [new OpenApiServer { Url = request.PathBase.Value }];
            }
        }));
        application.UseSwaggerUI(page =>
        {
            page.SwaggerEndpoint($"{DocumentName}/swagger.json", "DittoFs");
            page.DocumentTitle = "DittoFs API";
            page.EnablePersistAuthorization();
        });
    }
}
