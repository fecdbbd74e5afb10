using DittoFs.Web.AdminConsole.Controls;
using DittoFs.Web.Api.Account;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane.FirstStart;
using DittoFs.Web.ControlPlane.Running;
using Microsoft.AspNetCore.Components;

namespace DittoFs.Web.AdminConsole.Pages.Entry;

/// <summary>Where the link of the start report leads: makes the first administrator, once.</summary>
public partial class Setup
{
    private readonly FormErrors errors = new();
    private bool isRequired;

    [SupplyParameterFromQuery(Name = "token")]
    private string? Token { get; set; }

    [SupplyParameterFromForm]
    private SetupForm Form { get; set; } = null!;

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private IServiceProvider Services { get; set; } = null!;

    private SetupService Service => Services.GetRequiredService<SetupService>();

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        Form ??= new SetupForm { Token = Token ?? "" };
        isRequired = await Service.IsRequiredAsync(Context.RequestAborted);
    }

    private async Task CompleteAsync()
    {
        var request = new SetupRequest { Token = Form.Token, UserName = Form.UserName.Trim(), Password = Form.Password };
        if (Form.Password != Form.Repeated)
        {
            errors.Add("Repeated", "The two passwords differ.");
        }

        if (!errors.Check(request))
        {
            return;
        }

        var made = await Service.CompleteAsync(request, Context.Connection.RemoteIpAddress, Context.RequestAborted);
        if (made.Failure is { } failure)
        {
            errors.Take(failure, "UserName", "Password");
            return;
        }

        await AccountEndpoints.SignInAsync(Context, Services.GetRequiredService<AccountDirectory>().Find(made.Value!.Id)!);
        Navigation.NavigateTo(ConsoleRoutes.FirstShare);
    }

    /// <summary>What the form sends.</summary>
    public sealed class SetupForm
    {
        /// <summary>The link's token.</summary>
        public string Token { get; set; } = "";

        /// <summary>The administrator's name.</summary>
        public string UserName { get; set; } = "";

        /// <summary>The administrator's password.</summary>
        public string Password { get; set; } = "";

        /// <summary>The password once more.</summary>
        public string Repeated { get; set; } = "";
    }
}
