using System.CommandLine;
using DittoFs.Client;
using DittoFs.Client.Resources;
using DittoFs.Ctl.Output;
using DittoFs.Ctl.Views;

namespace DittoFs.Ctl.Commands;

/// <summary><c>refusals</c>: what was refused to clients. And <c>share access</c>: what they may.</summary>
internal static class RefusalCommands
{
    private const int LimitDefault = 100;

    /// <summary>Makes the commands.</summary>
    public static Command Create(Shell shell) => new CtlCommand("refusals", "Shows what was refused to file clients, and by which rule.") { List(shell) };

    /// <summary>Makes <c>share access</c>.</summary>
    public static Command Access(Shell shell)
    {
        var share = ShareCommands.Share();
        var user = new Option<string>("--user") { Description = "The user.", HelpName = "NAME", Required = true };
        var path = Symbols.Text("--path", "PATH", "The path from the share's root; the root itself when left out.");
        var protocol = Protocol("The protocol; nfs when left out.");
        var client = Symbols.Text("--client", "ADDRESS", "The client's address; this server's own machine when left out.");
        return new CtlCommand(
            "access",
            "Tells what a user may do with a path, and what each rule on the way says: protocol, account, client rule, squash, share permission, mode bits. The rule that decides is marked.",
            "share access projects --user bob --path /plans/2026.txt --client 192.168.1.20",
            "share access projects --user bob --protocol smb")
        {
            share, user, path, protocol, client,
        }.Does(shell, async (run, cancellationToken) =>
        {
            var answer = await run.Client.Access.ExplainAsync(run.Get(share), run.Get(user)!, run.Get(path), run.Get(protocol), run.Get(client), cancellationToken);
            run.Output.WriteRows(answer, ClientJson.Default.EffectiveAccessResponse, AccessViews.RowsOf(answer), AccessViews.StepColumns, row => row.Step.Rule);
            run.Output.Say(string.Join(' ', AccessViews.Sentence("read", answer.Read), AccessViews.Sentence("write", answer.Write), AccessViews.Sentence("delete", answer.Delete)));
        });
    }

    private static Command List(Shell shell)
    {
        var share = Symbols.Text("--share", "NAME", "Only those on this share.");
        var user = Symbols.Text("--user", "NAME", "Only those of this user, or of this uid.");
        var client = Symbols.Text("--client", "ADDRESS", "Only those from this address.");
        var protocol = Protocol("Only those over this protocol.");
        var rule = Symbols.Text("--rule", "RULE", "Only those by this rule, such as client-rule, share-permission, mode-bits, sticky, squash, read-only-share or quota.");
        var limit = Symbols.Number<int>("--limit", "N", "Entries to show at most, 1 to 1000; 100 when left out.");
        return new CtlCommand(
            "list",
            "Lists the last operations that were refused over NFS and SMB, the latest first. Equal ones are one entry with a count. A client that asks first and refuses its user by itself is "
            + "here only if it was told that nothing of what it asked for is allowed.",
            "refusals list --share projects",
            "refusals list --client 192.168.1.20 --rule squash")
        {
            share, user, client, protocol, rule, limit,
        }.Does(shell, async (run, cancellationToken) =>
        {
            var query = new RefusalQuery { Share = run.Get(share), User = run.Get(user), Client = run.Get(client), Protocol = run.Get(protocol), Rule = run.Get(rule) };
            var list = await run.Client.Access.ListRefusalsAsync(query, run.Get(limit) ?? LimitDefault, cancellationToken);
            run.Output.WriteRows(list, ClientJson.Default.RefusalListResponse, list.Items, AccessViews.RefusalColumns, row => row.Path ?? row.Node);
            if (list.Dropped > 0)
            {
                run.Output.Say($"{CellText.Of(list.Dropped)} more were only counted: more than a thousand different ones came in one second.");
            }
        });
    }

    private static Option<string?> Protocol(string description)
    {
        var protocol = Symbols.Text("--protocol", "nfs|smb", description);
        protocol.AcceptOnlyFromAmong("nfs", "smb");
        return protocol;
    }
}
