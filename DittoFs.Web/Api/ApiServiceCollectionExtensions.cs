using DittoFs.Storage;
using DittoFs.Web.Api.OpenApi;
using DittoFs.Web.Api.Problems;
using DittoFs.Web.Api.Security;
using DittoFs.Web.ControlPlane.Accounts;

namespace DittoFs.Web.Api;

/// <summary>Registers what the endpoints need.</summary>
internal static class ApiServiceCollectionExtensions
{
    /// <summary>Adds authentication, policies, problems and the OpenAPI document.</summary>
    public static IServiceCollection AddApi(this IServiceCollection services, StorageOptions storage)
    {
        services.AddHttpContextAccessor();
        services.AddScoped(provider =>
        {
            var http = provider.GetRequiredService<IHttpContextAccessor>().HttpContext ?? throw new InvalidOperationException("There is no request to take an actor from.");
            return http.User.ToActor(http.Connection.RemoteIpAddress);
        });
        services.AddProblems();
        services.AddAntiforgery();
        services.AddAccountAuthentication(storage);
        services.AddPolicies();
        services.AddOpenApiDocument();
        return services;
    }
}
