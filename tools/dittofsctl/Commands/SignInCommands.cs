using System.CommandLine;
using DittoFs.Ctl.Views;

namespace DittoFs.Ctl.Commands;

/// <summary><c>sign-in</c>: where one's own account is signed in.</summary>
internal static class SignInCommands
{
    /// <summary>Makes the commands.</summary>
    public static Command Create(Shell shell) => new CtlCommand("sign-in", "Shows and ends the sign-ins of your own account.")
    {
        new CtlCommand("list", "Lists the sign-ins over the API that can still be renewed. Those of browsers are not listed: a cookie is known to its browser alone.", "sign-in list")
            .Does(shell, async (run, cancellationToken) => run.Output.WriteList(await run.Client.Auth.ListSignInsAsync(cancellationToken), AccountViews.SignIn)),
        End(shell),
    };

    private static Command End(Shell shell) => new CtlCommand(
        "end", "Ends every sign-in of your account, in browsers and over the API, this one included. SMB sessions go on.", "sign-in end --yes")
    {
        shell.Options.Yes,
    }.Does(shell, async (run, cancellationToken) =>
    {
        run.Confirm("End every sign-in of your account, this one included?");
        await run.Client.Auth.EndSignInsAsync(cancellationToken);
        run.Output.Say("Every sign-in has ended. Run 'dittofsctl login' to sign in again.");
    });
}
