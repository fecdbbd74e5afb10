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
        settings.MapPatch("", UpdateSettingsAsync).WithName("UpdateSettings").RequireAuthorization(Policies.Manage).WithProblems(400, 404, 409);
        settings.MapPut("/{key}", SetSettingAsync).WithName("SetSetting").RequireAuthorization(Policies.Manage).WithProblems(400, 404);
    }

    /// <summary>Tells what the server is.</summary>
    private static async Task<Ok<SystemInfoResponse>> InfoAsync(SystemService system, CancellationToken cancellationToken) =>
        TypedResults.Ok(await system.GetInfoAsync(cancellationToken));

    /// <summary>Tells how the server is at this moment.</summary>
    private static async Task<Ok<OverviewResponse>> OverviewAsync(SystemService system, CancellationToken cancellationToken) =>
        TypedResults.Ok(await system.GetOverviewAsync(cancellationToken));

    /// <summary>Lists the settings of the server, with where each value comes from and how it is changed.</summary>
    /// <remarks>Those of the control plane are changed here and at once; all others are read at the start, from files, the environment and the command line. Those of protocols are with their adapters.</remarks>
    private static async Task<Ok<SettingResponse[]>> ListSettingsAsync(SettingCatalog settings, CancellationToken cancellationToken) =>
        TypedResults.Ok(await settings.ListAsync(cancellationToken));

    /// <summary>Changes settings of the control plane.</summary>
    private static async Task<Results<Ok<SettingResponse[]>, FailureResult>> UpdateSettingsAsync(
        UpdateSettingsRequest request, Actor actor, SettingCatalog settings, CancellationToken cancellationToken) =>
        (await settings.UpdateAsync(actor, request, cancellationToken)).ToOk();

    /// <summary>Changes a setting.</summary>
    private static async Task<Results<Ok<SettingResponse>, FailureResult>> SetSettingAsync(
        string key, SetSettingRequest request, Actor actor, SettingService settings, CancellationToken cancellationToken) =>
        (await settings.SetAsync(actor, key, request.Value, cancellationToken)).ToOk();
}
