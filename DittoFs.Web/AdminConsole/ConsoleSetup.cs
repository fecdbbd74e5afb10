using DittoFs.Web.AdminConsole.Controls;
using DittoFs.Web.Api.Security;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using MudBlazor;
using MudBlazor.Services;

namespace DittoFs.Web.AdminConsole;

/// <summary>Registers the console and its routes.</summary>
internal static class ConsoleSetup
{
    private const string StaticAssetsManifest = "DittoFs.Web.staticwebassets.endpoints.json";

    /// <summary>Adds what the pages need.</summary>
    public static IServiceCollection AddConsole(this IServiceCollection services)
    {
        // A script that does not answer belongs to a browser that has gone, and is known to have gone a moment later.
        services.AddRazorComponents().AddInteractiveServerComponents(circuits => circuits.JSInteropDefaultCallTimeout = TimeSpan.FromSeconds(10));
        services.AddScoped<ConnectionWatch>().AddScoped<CircuitHandler>(provider => provider.GetRequiredService<ConnectionWatch>());
        services.AddMudServices(mud => mud.SnackbarConfiguration.PositionClass = Defaults.Classes.Position.BottomRight);
        services.AddCascadingAuthenticationState();
        services.AddScoped<AuthenticationStateProvider, AccountRevalidation>();
        return services;
    }

    /// <summary>Adds what stands before all routes: headers, and a page for addresses that lead nowhere.</summary>
    public static void UseConsole(this WebApplication application)
    {
        application.UseConsoleHeaders();
        application.UseWhen(IsForPeople, branch => branch.UseStatusCodePagesWithReExecute(ConsoleRoutes.NotFound));
    }

    /// <summary>Adds the pages and the files that they load.</summary>
    public static void MapConsole(this WebApplication application)
    {
        application.MapStaticAssets(Path.Combine(AppContext.BaseDirectory, StaticAssetsManifest)).AllowAnonymous();
        application.MapRazorComponents<App>().AddInteractiveServerRenderMode().RequireAuthorization(Policies.ConsoleSelf);
    }

    private static bool IsForPeople(HttpContext context) =>
        HttpMethods.IsGet(context.Request.Method) && context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal)
        && !context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase);
}
