using DittoFs.Client;
using DittoFs.Ctl.Output;
using DittoFs.Web.Api.Contracts;

namespace DittoFs.Ctl.Views;

/// <summary>How accounts and groups are shown.</summary>
internal static class AccountViews
{
    /// <summary>An account.</summary>
    public static View<UserResponse> User { get; } = new(
        ClientJson.Default.UserResponse,
        ClientJson.Default.IReadOnlyListUserResponse,
        user => user.UserName,
        [
            new("NAME", user => CellText.Of(user.UserName)),
            new("UID", user => CellText.Of(user.Uid), IsNumber: true),
            new("GID", user => CellText.Of(user.Gid), IsNumber: true),
            new("ROLE", user => CellText.Word(user.Role, ClientJson.Default.AccountRole)),
            new("ENABLED", user => CellText.Of(user.Enabled)),
            new("GROUPS", user => CellText.Of(user.Groups.Select(group => group.Name))),
            new("DISPLAY NAME", user => CellText.Of(user.DisplayName)),
        ],
        new("E-MAIL", user => CellText.Of(user.Email)),
        new("SMB ALLOWED", user => CellText.Of(user.SmbAllowed)),
        new("MUST CHANGE PASSWORD", user => CellText.Of(user.MustChangePassword)),
        new("CREATED", user => CellText.Of(user.CreatedAt)),
        new("LAST SIGN-IN", user => CellText.Of(user.LastSignInAt)),
        new("ID", user => user.Id.ToString()));

    /// <summary>A group.</summary>
    public static View<GroupResponse> Group { get; } = new(
        ClientJson.Default.GroupResponse,
        ClientJson.Default.IReadOnlyListGroupResponse,
        group => group.Name,
        [
            new("NAME", group => CellText.Of(group.Name)),
            new("GID", group => CellText.Of(group.Gid), IsNumber: true),
            new("MEMBERS", group => CellText.Of(group.MemberCount), IsNumber: true),
            new("DESCRIPTION", group => CellText.Of(group.Description)),
        ],
        new Column<GroupResponse>("ID", group => group.Id.ToString()));

    /// <summary>A sign-in over the API.</summary>
    public static View<SignInResponse> SignIn { get; } = new(
        ClientJson.Default.SignInResponse,
        ClientJson.Default.IReadOnlyListSignInResponse,
        signIn => signIn.Id.ToString(),
        [
            new("ID", signIn => signIn.Id.ToString()),
            new("RENEWED", signIn => CellText.Of(signIn.RenewedAt)),
            new("ENDS", signIn => CellText.Of(signIn.ExpiresAt)),
        ]);

    /// <summary>A member of a group.</summary>
    public static View<MemberResponse> Member { get; } = new(
        ClientJson.Default.MemberResponse,
        ClientJson.Default.IReadOnlyListMemberResponse,
        member => member.UserName,
        [
            new("NAME", member => CellText.Of(member.UserName)),
            new("UID", member => CellText.Of(member.Uid), IsNumber: true),
            new("DISPLAY NAME", member => CellText.Of(member.DisplayName)),
        ]);
}
