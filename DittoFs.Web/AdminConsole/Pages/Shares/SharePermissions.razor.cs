using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane;
using DittoFs.Web.ControlPlane.Accounts;
using DittoFs.Web.ControlPlane.Groups;
using DittoFs.Web.ControlPlane.Shares;
using Microsoft.AspNetCore.Components;

namespace DittoFs.Web.AdminConsole.Pages.Shares;

/// <summary>Users and groups by level. Changes are collected, shown as who gains and who loses, and then saved.</summary>
public partial class SharePermissions
{
    private static readonly Subject Nobody = new(false, "", 0);

    private PermissionDraft? draft;
    private IReadOnlyList<UserResponse> users = [];
    private IReadOnlyList<GroupResponse> groups = [];
    private int saved;

    /// <summary>The share.</summary>
    [Parameter, EditorRequired]
    public ShareResponse Share { get; set; } = null!;

    /// <summary>Permissions were saved.</summary>
    [Parameter]
    public EventCallback OnChanged { get; set; }

    [Inject]
    private IServiceProvider Services { get; set; } = null!;

    private SharePermissionService Permissions => Services.GetRequiredService<SharePermissionService>();

    private IReadOnlyList<Subject> Addable =>
    [
        Nobody,
        .. users.Where(user => !draft!.Contains(false, user.UserName)).Select(user => new Subject(false, user.UserName, user.Uid)),
        .. groups.Where(group => !draft!.Contains(true, group.Name)).Select(group => new Subject(true, group.Name, group.Gid)),
    ];

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        await base.OnInitializedAsync();
        users = (await Services.GetRequiredService<UserService>().ListAsync(new ListQuery(), Leaving)).Items;
        groups = (await Services.GetRequiredService<GroupService>().ListAsync(new ListQuery(), Leaving)).Items;
        await ReloadAsync();
    }

    private static string NameOf(Subject subject) => subject == Nobody ? "Add a user or group…" : $"{subject.Name} ({(subject.IsGroup ? "group" : "user")})";

    private async Task ReloadAsync()
    {
        var present = await Permissions.ListAsync(Share.Name, Leaving);
        draft = present.Value is { } value ? new PermissionDraft(value) : null;
    }

    private void Add(Subject subject)
    {
        if (subject != Nobody)
        {
            draft!.Set(subject, PermissionLevel.Read);
        }
    }

    private async Task SaveAsync()
    {
        var actor = await ActorAsync();
        foreach (var change in draft!.Changes)
        {
            if ((await SaveAsync(actor, change)).Failure is { } failure)
            {
                Tell(failure, "");
                return;
            }
        }

        Tell(null, "Permissions are saved and hold for the next call");
        await ReloadAsync();
        saved++;
        await OnChanged.InvokeAsync();
    }

    private Task<Outcome> SaveAsync(Actor actor, PermissionChange change) => (change.Subject.IsGroup, change.To) switch
    {
        (true, { } level) => Permissions.SetGroupAsync(actor, Share.Name, change.Subject.Name, level, Leaving),
        (false, { } level) => Permissions.SetUserAsync(actor, Share.Name, change.Subject.Name, level, Leaving),
        (true, null) => Permissions.RemoveGroupAsync(actor, Share.Name, change.Subject.Name, Leaving),
        (false, null) => Permissions.RemoveUserAsync(actor, Share.Name, change.Subject.Name, Leaving),
    };
}
