using System.CommandLine;
using DittoFs.Ctl.Views;
using DittoFs.Web.Api.Contracts;

namespace DittoFs.Ctl.Commands;

/// <summary><c>group</c>: groups of accounts.</summary>
internal static class GroupCommands
{
    /// <summary>Makes the commands.</summary>
    public static Command Create(Shell shell) => new CtlCommand("group", "Manages groups and their members.")
    {
        List(shell), Get(shell), CreateGroup(shell), Update(shell), Delete(shell), ListMembers(shell), AddMember(shell), RemoveMember(shell),
    };

    private static Argument<string> Group() => Symbols.Argument("GROUP", "The group.");

    private static Argument<string> User() => Symbols.Argument("USER", "The account.");

    private static Command List(Shell shell)
    {
        var search = Symbols.Text("--search", "TEXT", "Only groups whose name contains this.");
        var sort = Symbols.Text("--sort", "WORD", "The order: name, gid or memberCount; with '-' before it, as in --sort=-name, the other way around.");
        return new CtlCommand("list", "Lists groups.", "group list") { search, sort }.Does(shell, async (run, cancellationToken) =>
            run.Output.WriteList(await run.Client.Groups.ListAsync(run.Get(search), cancellationToken, run.Get(sort)), AccountViews.Group));
    }

    private static Command Get(Shell shell)
    {
        var group = Group();
        return new CtlCommand("get", "Shows a group.", "group get engineering", "group get engineering -o json") { group }.Does(shell, async (run, cancellationToken) =>
            run.Output.WriteItem(await run.Client.Groups.GetAsync(run.Get(group), cancellationToken), AccountViews.Group));
    }

    private static Command CreateGroup(Shell shell)
    {
        var name = Symbols.Argument("NAME", "Its name: 1 to 64 letters, digits, '.', '_' or '-', starting with a letter or '_'.");
        var gid = Symbols.Number<uint>("--gid", "NUMBER", "Its number, which members have on every share; the server takes a free one from 10000 up when left out.");
        var description = Symbols.Text("--description", "TEXT", "What it is for.");
        return new CtlCommand("create", "Makes a group.", "group create engineering --gid 5001") { name, gid, description }.Does(shell, async (run, cancellationToken) =>
        {
            var request = new CreateGroupRequest { Name = run.Get(name), Gid = run.Get(gid), Description = run.Get(description) };
            var group = await run.Client.Groups.CreateAsync(request, cancellationToken);
            run.Output.WriteChange(group, AccountViews.Group, $"Made the group {group.Name} with gid {group.Gid}.");
        });
    }

    private static Command Update(Shell shell)
    {
        var group = Group();
        var name = Symbols.Text("--name", "NAME", "A new name.");
        var gid = Symbols.Number<uint>("--gid", "NUMBER", "A new number; files keep the old one.");
        var description = Symbols.Text("--description", "TEXT", "What it is for.");
        return new CtlCommand("update", "Changes a group. What is left out stays as it is.", "group update engineering --description 'Builds and releases'")
        {
            group, name, gid, description,
        }.Does(shell, async (run, cancellationToken) =>
        {
            var request = new UpdateGroupRequest { Name = run.Get(name), Gid = run.Get(gid), Description = run.Get(description) };
            var changed = await run.Client.Groups.UpdateAsync(run.Get(group), request, cancellationToken);
            run.Output.WriteChange(changed, AccountViews.Group, $"Changed the group {changed.Name}.");
        });
    }

    private static Command Delete(Shell shell)
    {
        var group = Group();
        return new CtlCommand("delete", "Deletes a group with its permissions. Its members stay.", "group delete engineering --yes")
        {
            group, shell.Options.Yes,
        }.Does(shell, async (run, cancellationToken) =>
        {
            run.Confirm($"Delete the group {run.Get(group)}?");
            await run.Client.Groups.DeleteAsync(run.Get(group), cancellationToken);
            run.Output.Say($"Deleted the group {run.Get(group)}.");
        });
    }

    private static Command ListMembers(Shell shell)
    {
        var group = Group();
        return new CtlCommand("list-members", "Lists the members of a group.", "group list-members engineering") { group }.Does(shell, async (run, cancellationToken) =>
            run.Output.WriteList(await run.Client.Groups.ListMembersAsync(run.Get(group), cancellationToken), AccountViews.Member));
    }

    private static Command AddMember(Shell shell)
    {
        var (group, user) = (Group(), User());
        return new CtlCommand("add-member", "Makes an account a member. It has the group's number on every share from the next call on.", "group add-member engineering alice")
        {
            group, user,
        }.Does(shell, async (run, cancellationToken) =>
        {
            await run.Client.Groups.AddMemberAsync(run.Get(group), run.Get(user), cancellationToken);
            run.Output.Say($"{run.Get(user)} is a member of {run.Get(group)}.");
        });
    }

    private static Command RemoveMember(Shell shell)
    {
        var (group, user) = (Group(), User());
        return new CtlCommand("remove-member", "Takes an account out of a group.", "group remove-member engineering alice")
        {
            group, user,
        }.Does(shell, async (run, cancellationToken) =>
        {
            await run.Client.Groups.RemoveMemberAsync(run.Get(group), run.Get(user), cancellationToken);
            run.Output.Say($"{run.Get(user)} is no member of {run.Get(group)} any more.");
        });
    }
}
