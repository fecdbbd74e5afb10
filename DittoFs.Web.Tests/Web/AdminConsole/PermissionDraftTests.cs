using DittoFs.Web.AdminConsole.Pages.Shares;
using DittoFs.Web.Api.Contracts;

namespace DittoFs.Web.Tests.Web.AdminConsole;

public sealed class PermissionDraftTests
{
    private static readonly Subject Alice = new(false, "alice", 1001);
    private static readonly Subject Staff = new(true, "staff", 5001);

    private readonly PermissionDraft draft = new(new SharePermissionsResponse(
        PermissionLevel.None,
        [new PermissionEntry(Guid.NewGuid(), "alice", 1001, PermissionLevel.Read)],
        [new PermissionEntry(Guid.NewGuid(), "staff", 5001, PermissionLevel.ReadWrite)]));

    [Fact]
    public void Changes_OfAnUntouchedDraft_AreNone() => Assert.Empty(draft.Changes);

    [Fact]
    public void Changes_AfterALevelWasRaisedAndSetBack_AreNone()
    {
        draft.Set(Alice, PermissionLevel.Admin);
        draft.Set(Alice, PermissionLevel.Read);

        Assert.Empty(draft.Changes);
    }

    [Fact]
    public void Changes_TellWhichEntriesChange()
    {
        draft.Set(Alice, PermissionLevel.Admin);
        draft.Set(new Subject(false, "bob", 1002), PermissionLevel.Read);
        draft.Remove(Staff);

        Assert.Equal(
            ["The entry of user alice changes: Read → Admin", "User bob gets an entry of its own: Read", "Group staff loses its entry (Read and write)"],
            draft.Changes.Select(change => change.Describe()));
        Assert.Equal(
            ["share permission set projects --user alice --level admin", "share permission set projects --user bob --level read", "share permission remove projects --group staff"],
            draft.Changes.Select(change => change.CommandFor("projects")));
        Assert.Equal([("alice", PermissionLevel.Admin), ("bob", PermissionLevel.Read)], draft.Request.Users.Select(user => (user.Key, user.Value!.Value)));
        Assert.Equal([("staff", null)], draft.Request.Groups.Select(group => (group.Key, group.Value)));
    }

    [Fact]
    public void Changes_OfAUserAndAGroupOfOneName_AreApart()
    {
        draft.Set(new Subject(true, "alice", 6001), PermissionLevel.Admin);

        Assert.Equal([(true, "alice")], draft.Changes.Select(change => (change.Subject.IsGroup, change.Subject.Name)));
    }

    [Fact]
    public void Entries_ShowUsersBeforeGroups() => Assert.Equal([Alice, Staff], draft.Entries.Select(entry => entry.Subject));
}
