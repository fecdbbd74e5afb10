using System.CommandLine;
using System.Globalization;
using DittoFs.Ctl.Running;
using DittoFs.Ctl.Views;
using DittoFs.Web.Api.Contracts;

namespace DittoFs.Ctl.Commands;

/// <summary><c>lock</c> and <c>open-file</c>: what clients hold.</summary>
internal static class LockCommands
{
    /// <summary>Makes <c>lock</c>.</summary>
    public static Command Create(Shell shell) => new CtlCommand("lock", "Shows and releases byte-range locks of all protocols.")
    {
        List(shell), Release(shell),
    };

    /// <summary>Makes <c>open-file</c>.</summary>
    public static Command CreateOpenFile(Shell shell) => new CtlCommand("open-file", "Shows and closes what clients have open.")
    {
        ListOpenFiles(shell), Close(shell),
    };

    private static Command List(Shell shell)
    {
        var search = Symbols.Text("--search", "TEXT", "Only those whose share, path, account or client contains this.");
        return new CtlCommand("list", "Lists locks, and who waits for whom.", "lock list", "lock list --search report.ods") { search }.Does(shell, async (run, cancellationToken) =>
            run.Output.WriteList(await run.Client.Locks.ListAsync(run.Get(search), cancellationToken), LockViews.Lock));
    }

    private static Command Release(Shell shell)
    {
        var id = new Argument<string?>("LOCK") { Description = "The lock's id in the list; left out with --client.", Arity = ArgumentArity.ZeroOrOne };
        var client = Symbols.Text("--client", "ADDRESS", "Frees all that the NFS client at this address holds.");
        var clientName = Symbols.Text("--client-name", "NAME", "What that client calls itself.");
        var reason = Symbols.Text("--reason", "TEXT", "Why, for the audit log.");
        return new CtlCommand(
            "release",
            "Frees a lock, or all of an NFS client. A holder that lives is not told and goes on as if it held it: two programs may then write to the same place.",
            "lock release 4f1c0b7a9d2e6c83 --reason 'the laptop is gone' --yes",
            "lock release --client 192.168.1.20 --client-name workstation --yes")
        {
            id, client, clientName, reason, shell.Options.Yes,
        }.Does(shell, async (run, cancellationToken) =>
        {
            if (run.Get(id) is { } one)
            {
                run.Confirm($"Release the lock {one}? Its holder is not told.");
                var released = await run.Client.Locks.ReleaseAsync(one, run.Get(reason), cancellationToken);
                run.Output.WriteChange(released, LockViews.Lock, $"Released the lock on {released.Path ?? released.File}.");
                return;
            }

            if (run.Get(client) is not { } address || run.Get(clientName) is not { } name)
            {
                throw new CtlException("Say which: a LOCK, or --client and --client-name.", ExitCode.Usage);
            }

            run.Confirm($"Release all that {name} at {address} holds? It is not told.");
            var count = (await run.Client.Locks.ReleaseAsync(new ReleaseLocksRequest { Client = address, ClientName = name, Reason = run.Get(reason) }, cancellationToken)).Count;
            run.Output.Say(string.Create(CultureInfo.InvariantCulture, $"Released {count} locks, waits and shares."));
        });
    }

    private static Command ListOpenFiles(Shell shell)
    {
        var search = Symbols.Text("--search", "TEXT", "Only those whose share, path, account or client contains this.");
        return new CtlCommand(
            "list", "Lists what clients have open. Over NFSv3 these are share reservations: of other opens a server is not told.", "open-file list", "open-file list --search report.ods")
        {
            search,
        }.Does(shell, async (run, cancellationToken) => run.Output.WriteList(await run.Client.Locks.ListOpenFilesAsync(run.Get(search), cancellationToken), LockViews.OpenFile));
    }

    private static Command Close(Shell shell)
    {
        var share = Symbols.Argument("SHARE", "The share.");
        var open = new Argument<long>("OPEN") { Description = "The open's id in the list." };
        var reason = Symbols.Text("--reason", "TEXT", "Why, for the audit log.");
        return new CtlCommand(
            "close",
            "Closes what a client has open. Its locks are freed, and what the client had not sent yet is lost.",
            "open-file close projects 17 --reason 'the backup needs the file' --yes")
        {
            share, open, reason, shell.Options.Yes,
        }.Does(shell, async (run, cancellationToken) =>
        {
            run.Confirm(string.Create(CultureInfo.InvariantCulture, $"Close open {run.Get(open)} of {run.Get(share)}? What its client had not sent yet is lost."));
            var closed = await run.Client.Locks.CloseAsync(run.Get(share), run.Get(open), run.Get(reason), cancellationToken);
            run.Output.WriteChange(closed, LockViews.OpenFile, $"Closed {closed.Path ?? closed.File} of {closed.UserName ?? closed.Client}.");
        });
    }
}
