using DittoFs.Web.Api.Security;
using Microsoft.AspNetCore.Components.Authorization;
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
        services.AddRazorComponents().AddInteractiveServerComponents();
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
