using System.CommandLine;
using DittoFs.Client;
using DittoFs.Client.Resources;
using DittoFs.Ctl.Views;

namespace DittoFs.Ctl.Commands;

/// <summary><c>share permission</c>: what users and groups may do on a share.</summary>
internal static class SharePermissionCommands
{
    /// <summary>Makes the commands.</summary>
    public static Command Create(Shell shell) => new CtlCommand(
        "permission",
        "Manages who may do what on a share. A user's own permission decides alone; without one, the highest of his groups' and the share's default does. "
        + "Changes hold for the next call of every client.")
    {
        List(shell), Set(shell), Remove(shell),
    };

    private static Command List(Shell shell)
    {
        var share = ShareCommands.Share();
        return new CtlCommand("list", "Lists the permissions on a share.", "share permission list projects") { share }.Does(shell, async (run, cancellationToken) =>
        {
            var permissions = await run.Client.SharePermissions.ListAsync(run.Get(share), cancellationToken);
            run.Output.WriteRows(
                permissions, ClientJson.Default.SharePermissionsResponse, ShareViews.RowsOf(permissions), ShareViews.PermissionColumns, row => $"{row.Kind} {row.Name}".TrimEnd());
        });
    }

    private static Command Set(Shell shell)
    {
        var share = ShareCommands.Share();
        var who = new GranteeOptions();
        var level = Symbols.Word("--level", "What they may do from now on.", ClientJson.Default.PermissionLevel, required: true);
        var command = new CtlCommand(
            "set",
            "Gives a user or a group a permission, in place of one that there may be. --level none shuts a user out whatever his groups have.",
            "share permission set projects --group engineering --level read-write",
            "share permission set projects --user bob --level none")
        {
            share, level,
        };
        who.AddTo(command);
        return command.Does(shell, async (run, cancellationToken) =>
        {
            var grantee = who.Read(run);
            await run.Client.SharePermissions.SetAsync(run.Get(share), grantee, run.Get(level)!.Value, cancellationToken);
            run.Output.Say($"{Describe(grantee)} has the permission {Output.CellText.Word(run.Get(level)!.Value, ClientJson.Default.PermissionLevel)} on {run.Get(share)}.");
        });
    }

    private static Command Remove(Shell shell)
    {
        var share = ShareCommands.Share();
        var who = new GranteeOptions();
        var command = new CtlCommand(
            "remove", "Takes a user's or a group's own permission away. What is left decides: groups, or the share's default.", "share permission remove projects --user bob")
        {
            share,
        };
        who.AddTo(command);
        return command.Does(shell, async (run, cancellationToken) =>
        {
            var grantee = who.Read(run);
            await run.Client.SharePermissions.RemoveAsync(run.Get(share), grantee, cancellationToken);
            run.Output.Say($"{Describe(grantee)} has no permission of its own on {run.Get(share)} any more.");
        });
    }

    private static string Describe(Grantee grantee) => $"The {(grantee.IsGroup ? "group" : "user")} {grantee.Name}";
}
