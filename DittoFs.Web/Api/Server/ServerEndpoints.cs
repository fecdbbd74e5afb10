using DittoFs.Web.Api.Contracts;
using DittoFs.Web.Api.Problems;
using DittoFs.Web.Api.Security;
using DittoFs.Web.ControlPlane;
using DittoFs.Web.ControlPlane.Settings;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DittoFs.Web.Api.Server;

/// <summary>The server itself: what it is, how it is, its settings.</summary>
internal static class ServerEndpoints
{
    /// <summary>Adds the routes.</summary>
    public static void MapServer(this IEndpointRouteBuilder api)
    {
        var system = api.MapGroup("/system").WithTags("System").RequireAuthorization(Policies.Operate);
        system.MapGet("/info", InfoAsync).WithName("GetSystemInfo");
        system.MapGet("/overview", OverviewAsync).WithName("GetOverview");
        var settings = api.MapGroup("/settings").WithTags("Settings");
        settings.MapGet("", ListSettingsAsync).WithName("ListSettings").RequireAuthorization(Policies.Operate);
        settings.MapPut("/{key}", SetSettingAsync).WithName("SetSetting").RequireAuthorization(Policies.Manage).WithProblems(400, 404);
    }

    /// <summary>Tells what the server is.</summary>
    private static async Task<Ok<SystemInfoResponse>> InfoAsync(SystemService system, CancellationToken cancellationToken) =>
        TypedResults.Ok(await system.GetInfoAsync(cancellationToken));

    /// <summary>Tells how the server is at this moment.</summary>
    private static async Task<Ok<OverviewResponse>> OverviewAsync(SystemService system, CancellationToken cancellationToken) =>
        TypedResults.Ok(await system.GetOverviewAsync(cancellationToken));

    /// <summary>Lists the settings that are kept in the control plane.</summary>
    private static async Task<Ok<SettingResponse[]>> ListSettingsAsync(SettingService settings, CancellationToken cancellationToken) =>
        TypedResults.Ok(await settings.ListAsync(cancellationToken));

    /// <summary>Changes a setting.</summary>
    private static async Task<Results<Ok<SettingResponse>, FailureResult>> SetSettingAsync(
        string key, SetSettingRequest request, Actor actor, SettingService settings, CancellationToken cancellationToken) =>
        (await settings.SetAsync(actor, key, request.Value, cancellationToken)).ToOk();
}
