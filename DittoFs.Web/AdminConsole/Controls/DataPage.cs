using System.Net;
using DittoFs.Web.ControlPlane;
using DittoFs.Web.ControlPlane.Accounts;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using MudBlazor;

namespace DittoFs.Web.AdminConsole.Controls;

/// <summary>A page or dialog that reads and changes the control plane: who asks, and an end to what is under way when it is left.</summary>
public abstract class DataPage : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource leaving = new();

    /// <summary>Opens dialogs.</summary>
    [Inject]
    protected IDialogService Dialogs { get; set; } = null!;

    /// <summary>Says what was done.</summary>
    [Inject]
    protected ISnackbar Notices { get; set; } = null!;

    /// <summary>Fires when the page is left.</summary>
    protected CancellationToken Leaving => leaving.Token;

    /// <summary>The person may change things, and not only look at them.</summary>
    protected bool IsAdmin { get; private set; }

    [CascadingParameter]
    private Task<AuthenticationState> Authentication { get; set; } = null!;

    [CascadingParameter(Name = "Address")]
    private string? Address { get; set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        leaving.Cancel();
        leaving.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync() => IsAdmin = (await Authentication).User.IsInRole("admin");

    /// <summary>Who asks, for the audit log.</summary>
    internal async Task<Actor> ActorAsync()
    {
        var address = IPAddress.TryParse(Address, out var parsed) ? parsed : null;
        return (await Authentication).User.ToActor(address);
    }

    /// <summary>Says that something was done, or why not.</summary>
    /// <returns>True if it was done.</returns>
    internal bool Tell(Failure? failure, string done)
    {
        Notices.Add(failure?.Message ?? done, failure is null ? Severity.Normal : Severity.Error);
        return failure is null;
    }
}
