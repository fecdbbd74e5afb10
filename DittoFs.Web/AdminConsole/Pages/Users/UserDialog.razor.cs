using System.Globalization;
using DittoFs.Web.AdminConsole.Controls;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane;
using DittoFs.Web.ControlPlane.Accounts;
using Microsoft.AspNetCore.Components;

namespace DittoFs.Web.AdminConsole.Pages.Users;

/// <summary>Makes or changes an account.</summary>
public partial class UserDialog
{
    private static readonly string[] Fields = ["UserName", "Password", "DisplayName", "Email", "Uid", "Gid"];

    private readonly FormErrors errors = new();
    private string name = "";
    private string password = "";
    private string displayName = "";
    private string email = "";
    private string uid = "";
    private string gid = "";
    private AccountRole role;
    private bool mustChange;

    /// <summary>The account as it is; null for a new one.</summary>
    [Parameter]
    public UserResponse? User { get; set; }

    [Inject]
    private IServiceProvider Services { get; set; } = null!;

    private UserService Accounts => Services.GetRequiredService<UserService>();

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        if (User is not null)
        {
            (name, displayName, email, role) = (User.UserName, User.DisplayName, User.Email ?? "", User.Role);
            (uid, gid) = (User.Uid.ToString(CultureInfo.InvariantCulture), User.Gid.ToString(CultureInfo.InvariantCulture));
        }
    }

    private async Task<bool> SaveAsync()
    {
        errors.Clear();
        var result = User is null ? await CreateAsync() : await UpdateAsync(User);
        if (result is { Failure: { } failure })
        {
            errors.Take(failure, Fields);
        }

        return result is { IsSuccess: true } && Tell(null, $"{name} is saved");
    }

    private async Task<Outcome<UserResponse>?> CreateAsync()
    {
        var request = new CreateUserRequest
        {
            UserName = name.Trim(),
            Password = password,
            DisplayName = Optional(displayName),
            Email = Optional(email),
            Uid = ParseId(uid, "Uid"),
            Gid = ParseId(gid, "Gid"),
            Role = role,
            MustChangePassword = mustChange,
        };
        return errors.Check(request) ? await Accounts.CreateAsync(await ActorAsync(), request, Leaving) : default(Outcome<UserResponse>?);
    }

    private async Task<Outcome<UserResponse>?> UpdateAsync(UserResponse user)
    {
        var request = new UpdateUserRequest
        {
            UserName = name.Trim(), DisplayName = displayName, Email = email, Uid = ParseId(uid, "Uid"), Gid = ParseId(gid, "Gid"), Role = role, Version = user.Version,
        };
        return errors.Check(request) ? await Accounts.UpdateAsync(await ActorAsync(), user.Id.ToString(), request, Leaving) : default(Outcome<UserResponse>?);
    }

    private static string? Optional(string text) => text.Length > 0 ? text : null;

    private uint? ParseId(string text, string field)
    {
        if (text.Length == 0)
        {
            return null;
        }

        if (!uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            errors.Add(field, "A number from 1 to 4294967294.");
        }

        return id;
    }
}
