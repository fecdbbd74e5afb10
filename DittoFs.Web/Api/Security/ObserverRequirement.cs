using System.Net;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane.Accounts;
using DittoFs.Web.ControlPlane.Running;
using DittoFs.Web.Hosting;
using DittoFs.Web.Hosting.Control;
using Microsoft.AspNetCore.Authorization;

namespace DittoFs.Web.Api.Security;

/// <summary>Who may read metrics and the state of stores: this machine, the networks of <c>Http:MetricsClients</c>, and accounts that may operate the server.</summary>
internal sealed record ObserverRequirement : IAuthorizationRequirement;

/// <summary>Checks <see cref="ObserverRequirement"/>, by the address that the request comes from or the account of its token.</summary>
internal sealed class ObserverRequirementHandler(HttpOptions options, AccountDirectory accounts) : AuthorizationHandler<ObserverRequirement>
{
    // A proxy on this machine speaks for anybody.
    private static readonly string[] ProxyHeaders = ["X-Forwarded-For", "Forwarded"];

    /// <inheritdoc/>
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, ObserverRequirement requirement)
    {
        if (context.Resource is not HttpContext http)
        {
            return Task.CompletedTask;
        }

        var isKnown = http.Features.Get<LocalPeer>() is not null || (!ProxyHeaders.Any(http.Request.Headers.ContainsKey) && IsKnown(http.Connection.RemoteIpAddress));
        if (isKnown || context.User.FindAccount(accounts) is { MustChangePassword: false, Role: >= AccountRole.Operator })
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }

    private bool IsKnown(IPAddress? address)
    {
        if (address is null)
        {
            return false;
        }

        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return IPAddress.IsLoopback(plain) || options.MetricsClients.Any(network => network.Contains(plain));
    }
}
