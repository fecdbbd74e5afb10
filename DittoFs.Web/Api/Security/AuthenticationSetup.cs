using DittoFs.Storage;
using DittoFs.Web.ControlPlane.Accounts;
using DittoFs.Web.ControlPlane.Running;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;

namespace DittoFs.Web.Api.Security;

/// <summary>Four ways to prove who one is: bearer tokens and API keys for the API, a cookie for the console, and the control socket.</summary>
internal static class AuthenticationSetup
{
    private static readonly TimeSpan CookieLifetime = TimeSpan.FromHours(8);

    /// <summary>Registers them, with the keys of the data directory.</summary>
    public static void AddAccountAuthentication(this IServiceCollection services, StorageOptions storage)
    {
        // Not encrypted: a key for it would lie in the same directory of mode 0700.
        services.AddDataProtection().SetApplicationName("DittoFs").PersistKeysToFileSystem(new DirectoryInfo(Path.Combine(storage.DataDirectory, "keys")));
        services.AddLogging(logging => logging.AddFilter("Microsoft.AspNetCore.DataProtection.KeyManagement.XmlKeyManager", LogLevel.Error));
        services.AddAuthentication(IdentityConstants.ApplicationScheme)
            .AddCookie(IdentityConstants.ApplicationScheme, ConfigureCookie)
            .AddJwtBearer()
            .AddScheme<AuthenticationSchemeOptions, LocalPeerAuthentication>(LocalPeerAuthentication.SchemeName, configureOptions: null)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(ApiKeyHandler.SchemeName, configureOptions: null);
        services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme).Configure<TokenKeys>(ConfigureBearer);
    }

    private static void ConfigureCookie(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = "dittofs";
        options.Cookie.SameSite = SameSiteMode.Strict;
        options.LoginPath = "/sign-in";
        options.AccessDeniedPath = "/";
        options.ReturnUrlParameter = "returnUrl";
        options.ExpireTimeSpan = CookieLifetime;
        options.SlidingExpiration = true;
        options.Events.OnValidatePrincipal = context =>
        {
            var accounts = context.HttpContext.RequestServices.GetRequiredService<AccountDirectory>();
            if (context.Principal?.FindAccount(accounts) is null)
            {
                context.RejectPrincipal();
                return context.HttpContext.SignOutAsync(context.Scheme.Name);
            }

            return Task.CompletedTask;
        };
    }

    private static void ConfigureBearer(JwtBearerOptions options, TokenKeys keys)
    {
        options.MapInboundClaims = false;
        options.TokenValidationParameters = keys.Validation;
        options.Events = new JwtBearerEvents
        {
            OnMessageReceived = context =>
            {
                if (ApiKeyHandler.IsKey(context.Request.Headers.Authorization))
                {
                    context.NoResult();
                }

                return Task.CompletedTask;
            },
            OnTokenValidated = context =>
            {
                var accounts = context.HttpContext.RequestServices.GetRequiredService<AccountDirectory>();
                if (context.Principal?.FindAccount(accounts) is null)
                {
                    context.Fail("The account is disabled, or its sessions were ended.");
                }

                return Task.CompletedTask;
            },
        };
    }
}
