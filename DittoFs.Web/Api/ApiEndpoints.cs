using DittoFs.Web.Api.Access;
using DittoFs.Web.Api.Account;
using DittoFs.Web.Api.Adapters;
using DittoFs.Web.Api.ApiKeys;
using DittoFs.Web.Api.Audit;
using DittoFs.Web.Api.Auth;
using DittoFs.Web.Api.Backups;
using DittoFs.Web.Api.Caching;
using DittoFs.Web.Api.Groups;
using DittoFs.Web.Api.Jobs;
using DittoFs.Web.Api.Locks;
using DittoFs.Web.Api.Logs;
using DittoFs.Web.Api.OpenApi;
using DittoFs.Web.Api.Security;
using DittoFs.Web.Api.Server;
using DittoFs.Web.Api.Sessions;
using DittoFs.Web.Api.Shares;
using DittoFs.Web.Api.Stores;
using DittoFs.Web.Api.Users;

namespace DittoFs.Web.Api;

/// <summary>The REST API, version 1.</summary>
internal static class ApiEndpoints
{
    /// <summary>What every path of the API starts with.</summary>
    public const string Root = "/api/v1";

    /// <summary>Adds what stands before the endpoints: host and origin checks, problems, authentication.</summary>
    public static void UseApi(this WebApplication application)
    {
        application.UseMiddleware<RequestGuard>();
        application.UseWhen(context => context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase), branch =>
        {
            branch.UseMiddleware<CreatedLocations>();
            branch.UseExceptionHandler();
            branch.UseStatusCodePages();
        });
        application.UseRouting();
        application.UseAuthentication();
        application.UseAuthorization();
        application.UseAntiforgery();
    }

    /// <summary>Adds the endpoints, the OpenAPI document and its page.</summary>
    public static void MapApi(this WebApplication application)
    {
        var api = application.MapGroup(Root);
        api.AddEndpointFilter<ListParametersFilter>();
        api.AddEndpointFilter<VersionFilter>();
        api.MapAuth();
        api.MapUsers();
        api.MapGroups();
        api.MapShares();
        api.MapShareAccess();
        api.MapShareRecovery();
        api.MapShareMetadata();
        api.MapShareUsage();
        api.MapDeletedShares();
        api.MapStores();
        api.MapAdapters();
        api.MapLocks();
        api.MapCaching();
        api.MapJobs();
        api.MapLogs();
        api.MapSessions();
        api.MapServer();
        api.MapAudit();
        api.MapAccess();
        api.MapApiKeys();
        api.MapLifecycle();
        api.MapBackups();
        api.MapKeptBackups();
        api.MapAbout();
        application.MapAccount();
        application.MapAuditDownload();
        application.MapBackupDownload();
        application.UseOpenApi();
    }

    /// <summary>Says which problems an endpoint answers with, beside those that all share.</summary>
    public static RouteHandlerBuilder WithProblems(this RouteHandlerBuilder endpoint, params ReadOnlySpan<int> statuses)
    {
        foreach (var status in statuses)
        {
            endpoint.ProducesProblem(status);
        }

        return endpoint;
    }
}
