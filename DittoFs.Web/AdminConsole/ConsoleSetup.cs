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
        services.AddAuthorization();
        return services;
    }

    /// <summary>Adds the pages and the files that they load.</summary>
    public static void MapConsole(this WebApplication application)
    {
        application.UseConsoleHeaders();
        application.UseAntiforgery();
        application.MapStaticAssets(Path.Combine(AppContext.BaseDirectory, StaticAssetsManifest));
        application.MapRazorComponents<App>().AddInteractiveServerRenderMode();
    }
}
