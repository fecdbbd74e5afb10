using Microsoft.AspNetCore.Components.Server.Circuits;

namespace DittoFs.Web.AdminConsole.Controls;

/// <summary>Whether a page's browser can be reached now. A page outlives its connection for a while; what is sent in the meantime is never answered.</summary>
internal sealed class ConnectionWatch : CircuitHandler
{
    /// <summary>The browser is there.</summary>
    public bool IsUp { get; private set; } = true;

    /// <inheritdoc/>
    public override Task OnConnectionDownAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        IsUp = false;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task OnConnectionUpAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        IsUp = true;
        return Task.CompletedTask;
    }
}
