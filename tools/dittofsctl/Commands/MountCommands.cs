using System.CommandLine;
using DittoFs.Ctl.Views;

namespace DittoFs.Ctl.Commands;

/// <summary><c>mount</c>: what clients have mounted.</summary>
internal static class MountCommands
{
    /// <summary>Makes the commands.</summary>
    public static Command Create(Shell shell) => new CtlCommand("mount", "Shows what clients have mounted.")
    {
        new CtlCommand("list", "Lists the mounts that clients reported and did not take back. Clients vanish without a word, so each is a hint.", "mount list")
            .Does(shell, async (run, cancellationToken) => run.Output.WriteList(await run.Client.Mounts.ListAsync(cancellationToken), ServerViews.Mount)),
    };
}
