using System.CommandLine;
using DittoFs.Client;
using DittoFs.Ctl.Views;

namespace DittoFs.Ctl.Commands;

/// <summary><c>system</c>: the server itself.</summary>
internal static class SystemCommands
{
    /// <summary>Makes the commands.</summary>
    public static Command Create(Shell shell) => new CtlCommand("system", "Shows what the server is and how it is. What runs on its own machine alone, such as stopping it, is with 'dittofs' there.")
    {
        new CtlCommand("info", "Shows the server's version, process and addresses.", "system info").Does(shell, async (run, cancellationToken) =>
            run.Output.WriteItem(await run.Client.System.GetInfoAsync(cancellationToken), SystemViews.Info)),
        new CtlCommand(
            "overview", "Shows what there is and what fails. A quiet server names no failures; traffic by protocol is in -o json and -o yaml.", "system overview", "system overview -o json")
            .Does(shell, async (run, cancellationToken) => run.Output.WriteItem(await run.Client.System.GetOverviewAsync(cancellationToken), SystemViews.Overview)),
        new CtlCommand("about", "Lists the libraries in the server with their licences. Runtime and operating system are in -o json and -o yaml.", "system about")
            .Does(shell, async (run, cancellationToken) =>
            {
                var about = await run.Client.System.GetAboutAsync(cancellationToken);
                run.Output.WriteRows(about, ClientJson.Default.AboutResponse, about.Libraries, SystemViews.LibraryColumns, library => library.Name);
            }),
        new CtlCommand(
            "rotate-master-key", "Makes a new master key and seals every secret with it, while the server runs. Backups keep what they were made with.", "system rotate-master-key")
            .Does(shell, async (run, cancellationToken) =>
            {
                var rotated = await run.Client.System.RotateMasterKeyAsync(cancellationToken);
                run.Output.WriteChange(rotated, ClientJson.Default.MasterKeyRotationResponse, SystemViews.Describe(rotated));
            }),
    };
}
