using System.Text.Json;
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
    private PermissionPreviewResponse? preview;
    private string? problem;
    private int saved;

    /// <summary>The share.</summary>
    [Parameter, EditorRequired]
    public ShareResponse Share { get; set; } = null!;

    /// <summary>Permissions were saved.</summary>
    [Parameter]
    public EventCallback OnChanged { get; set; }

    [Inject]
    private IServiceProvider Services { get; set; } = null!;

    private PermissionChangeService ChangeService => Services.GetRequiredService<PermissionChangeService>();

    private SharePermissionService Permissions => Services.GetRequiredService<SharePermissionService>();

    private string RequestBody => JsonSerializer.Serialize(draft!.Request, JsonSerializerOptions.Web);

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
        (preview, problem) = (null, null);
    }

    private Task AddAsync(Subject subject) => subject == Nobody ? Task.CompletedTask : SetAsync(subject, PermissionLevel.Read);

    private Task SetAsync(Subject subject, PermissionLevel level)
    {
        draft!.Set(subject, level);
        return PreviewAsync();
    }

    private Task RemoveAsync(Subject subject)
    {
        draft!.Remove(subject);
        return PreviewAsync();
    }

    /// <summary>Asks what the changes so far would mean for every account.</summary>
    private async Task PreviewAsync()
    {
        (preview, problem) = (null, null);
        if (draft!.Changes.Count > 0)
        {
            var told = await ChangeService.PreviewAsync(Share.Name, draft.Request, Leaving);
            (preview, problem) = (told.Value, told.Failure?.Message);
        }
    }

    private async Task SaveAsync()
    {
        if (!Tell((await ChangeService.ApplyAsync(await ActorAsync(), Share.Name, draft!.Request, Leaving)).Failure, "Permissions are saved and hold for the next call"))
        {
            return;
        }

        await ReloadAsync();
        saved++;
        await OnChanged.InvokeAsync();
    }
}
