using System.CommandLine;
using DittoFs.Client.Resources;
using DittoFs.Ctl.Running;
using DittoFs.Ctl.Views;

namespace DittoFs.Ctl.Commands;

/// <summary><c>audit</c>: who did what, and whether the log still says so.</summary>
internal static class AuditCommands
{
    private const int LimitDefault = 100;

    /// <summary>Makes the commands.</summary>
    public static Command Create(Shell shell) => new CtlCommand("audit", "Shows, exports and checks the log of changes and sign-ins.")
    {
        List(shell), Export(shell), Verify(shell),
    };

    private static Command List(Shell shell)
    {
        var filter = new AuditOptions();
        var limit = Symbols.Number<int>("--limit", "N", "Entries to show at most, 1 to 1000; 100 when left out.");
        var command = new CtlCommand("list", "Lists what was done and what was refused, the newest first.", "audit list --actor alice", "audit list --action share. --from 2026-03-01 --result refused")
        {
            limit,
        };
        filter.AddTo(command);
        return command.Does(shell, async (run, cancellationToken) =>
            run.Output.WriteList(await run.Client.Audit.ListAsync(filter.Read(run), run.Get(limit) ?? LimitDefault, cancellationToken), AccessViews.Audit));
    }

    private static Command Export(Shell shell)
    {
        var filter = new AuditOptions();
        var command = new CtlCommand("export", "Prints entries as JSON lines, the oldest first, whatever --output says.", "audit export > audit.jsonl", "audit export --from 2026-03-01 --to 2026-04-01 > march.jsonl");
        filter.AddTo(command);
        return command.Does(shell, (run, cancellationToken) => run.Client.Audit.ExportAsync(filter.Read(run), run.Machine.Terminal.Output, cancellationToken));
    }

    private static Command Verify(Shell shell)
    {
        var expected = Symbols.Text("--expected", "SEQUENCE:HASH", "The head that an earlier check printed: the chain must go through it.");
        return new CtlCommand(
            "verify",
            "Checks that no entry was changed, put in or taken out. Prints the head of the chain: keep it on another machine, and give it to the next check.",
            "audit verify",
            "audit verify --expected \"$(</mnt/elsewhere/audit-head)\"")
        {
            expected,
        }.Does(shell, async (run, cancellationToken) =>
        {
            var result = await run.Client.Audit.VerifyAsync(run.Get(expected), cancellationToken);
            run.Output.WriteItem(result, AccessViews.AuditVerification);
            if (!result.Valid)
            {
                throw new CtlException($"The audit log is not as it was written, from entry {result.BrokenSequence?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "?"} on. {result.Reason}", ExitCode.Refused);
            }
        });
    }
}

/// <summary>The options that choose entries of the audit log.</summary>
internal sealed class AuditOptions
{
    private const string Done = "done";

    private readonly Option<DateTimeOffset?> _from = Symbols.Number<DateTimeOffset>("--from", "TIME", "Not before this time, such as 2026-03-01 or 2026-03-01T08:00:00Z.");
    private readonly Option<DateTimeOffset?> _to = Symbols.Number<DateTimeOffset>("--to", "TIME", "Before this time.");
    private readonly Option<string?> _actor = Symbols.Text("--actor", "NAME", "Who did it.");
    private readonly Option<string?> _action = Symbols.Text("--action", "ACTION", "What was done, such as share.create; with a dot at its end, such as share., everything that begins so.");
    private readonly Option<string?> _subject = Symbols.Text("--subject", "NAME", "To what.");
    private readonly Option<string?> _result = Symbols.Text("--result", "done|refused", "Only what was done, or only what was refused.");
    private readonly Option<string?> _via = Symbols.Text("--via", "WAY", "By which way in: rest, console, smb, server, or 'api-key NAME'.");

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        _result.AcceptOnlyFromAmong(Done, "refused");
        foreach (var option in new Option[] { _from, _to, _actor, _action, _subject, _result, _via })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>What was given.</summary>
    public AuditQuery Read(Run run) => new()
    {
        From = run.Get(_from),
        To = run.Get(_to),
        Actor = run.Get(_actor),
        Action = run.Get(_action),
        Subject = run.Get(_subject),
        Succeeded = run.Get(_result) is { } result ? result == Done : null,
        Via = run.Get(_via),
    };
}
