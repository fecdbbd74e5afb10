using System.CommandLine;
using System.Globalization;
using DittoFs.Ctl.Views;
using DittoFs.Web.Api.Contracts;

namespace DittoFs.Ctl.Commands;

/// <summary><c>session</c>: connections of clients.</summary>
internal static class ClientSessionCommands
{
    /// <summary>Makes the commands.</summary>
    public static Command Create(Shell shell) => new CtlCommand("session", "Shows and ends the connections of clients.")
    {
        List(shell), Disconnect(shell),
    };

    private static Command List(Shell shell) => new CtlCommand(
        "list", "Lists the connections of clients over all protocols. Over NFS a client signs in with each call, so it has no user here.", "session list")
        .Does(shell, async (run, cancellationToken) => run.Output.WriteList(await run.Client.Sessions.ListAsync(cancellationToken), ServerViews.Session));

    private static Command Disconnect(Shell shell)
    {
        var session = new Argument<long>("SESSION") { Description = "The session's number in the list." };
        var reason = Symbols.Text("--reason", "TEXT", "Why, for the audit log.");
        return new CtlCommand(
            "disconnect",
            "Breaks a connection. What an SMB client had open is closed; an NFS client connects again and goes on. Neither is kept from coming back.",
            "session disconnect 12 --reason 'the laptop was stolen' --yes")
        {
            session, reason, shell.Options.Yes,
        }.Does(shell, async (run, cancellationToken) =>
        {
            var number = run.Get(session);
            run.Confirm(string.Create(CultureInfo.InvariantCulture, $"Disconnect session {number}? What it has open over SMB is closed."));
            var ended = await run.Client.Sessions.DisconnectAsync(number, new DisconnectSessionRequest { Reason = run.Get(reason) }, cancellationToken);
            run.Output.WriteChange(ended, ServerViews.Session, $"{ended.Client} is disconnected.");
        });
    }
}
