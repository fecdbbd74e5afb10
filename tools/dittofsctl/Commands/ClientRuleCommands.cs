using System.CommandLine;
using DittoFs.Ctl.Running;
using DittoFs.Ctl.Views;
using DittoFs.Web.Api.Contracts;

namespace DittoFs.Ctl.Commands;

/// <summary><c>share client-rule</c>: from where a share may be used.</summary>
internal static class ClientRuleCommands
{
    /// <summary>Makes the commands.</summary>
    public static Command Create(Shell shell) => new CtlCommand(
        "client-rule",
        "Manages from where a share may be used. The rule with the longest prefix that fits a client decides; a client that no rule fits is refused. "
        + "Changes hold for the next call of every client.")
    {
        List(shell), Add(shell), Set(shell), Remove(shell),
    };

    private static Command List(Shell shell)
    {
        var share = ShareCommands.Share();
        return new CtlCommand("list", "Lists the client rules of a share.", "share client-rule list projects") { share }.Does(shell, async (run, cancellationToken) =>
            run.Output.WriteList(await run.Client.ClientRules.ListAsync(run.Get(share), cancellationToken), ShareViews.ClientRule));
    }

    private static Command Add(Shell shell)
    {
        var share = ShareCommands.Share();
        var network = Symbols.Argument("NETWORK", "An address, or a network such as 192.168.1.0/24 or fd00::/8 with no bits beyond its prefix.");
        var readOnly = Symbols.Switch("--read-only", "Only reading is allowed from there.");
        return new CtlCommand(
            "add",
            "Lets clients of a network use a share. NFS clients are believed when they say who their users are, so name only networks that you trust.",
            "share client-rule add projects 192.168.1.0/24",
            "share client-rule add projects 10.0.0.7 --read-only")
        {
            share, network, readOnly,
        }.Does(shell, async (run, cancellationToken) =>
        {
            var request = new ClientRuleRequest { Network = run.Get(network), ReadOnly = run.Get(readOnly) };
            var rule = await run.Client.ClientRules.AddAsync(run.Get(share), request, cancellationToken);
            run.Output.WriteChange(rule, ShareViews.ClientRule, $"Clients of {rule.Network} may {(rule.ReadOnly ? "read" : "use")} {run.Get(share)}.");
        });
    }

    private static Command Set(Shell shell)
    {
        var share = ShareCommands.Share();
        var rules = new Argument<ClientRuleRequest[]>($"NETWORK[{ShareFixedOptions.ReadOnlyMark}]")
        {
            Description = $"An address or a network; {ShareFixedOptions.ReadOnlyMark} behind it allows only reading. Without any, nobody may use the share.",
            Arity = ArgumentArity.ZeroOrMore,
            CustomParser = ShareFixedOptions.ParseRules,
        };
        return new CtlCommand(
            "set",
            "Replaces all client rules of a share in one step. Clients that no new rule fits are refused from their next call on.",
            "share client-rule set projects 127.0.0.0/8 192.168.1.0/24 10.0.0.0/8:ro --yes")
        {
            share, rules, shell.Options.Yes,
        }.Does(shell, async (run, cancellationToken) =>
        {
            var wanted = run.Get(rules) ?? [];
            run.Confirm($"Replace the client rules of {run.Get(share)} by {wanted.Length} others?");
            var set = await run.Client.ClientRules.SetAsync(run.Get(share), new SetClientRulesRequest { Rules = wanted }, cancellationToken);
            run.Output.WriteChange(set, ShareViews.ClientRule.ListType, $"{run.Get(share)} has {set.Count} client rules.");
        });
    }

    private static Command Remove(Shell shell)
    {
        var share = ShareCommands.Share();
        var network = Symbols.Argument("NETWORK", "The network or the id of the rule, as 'list' shows it.");
        return new CtlCommand("remove", "Removes a client rule. Clients that no other rule fits are refused from their next call on.", "share client-rule remove projects 192.168.1.0/24")
        {
            share, network,
        }.Does(shell, async (run, cancellationToken) =>
        {
            var rules = await run.Client.ClientRules.ListAsync(run.Get(share), cancellationToken);
            var rule = Find(rules, run.Get(network)) ?? throw new CtlException(
                $"{run.Get(share)} has no client rule for {run.Get(network)}. 'dittofsctl share client-rule list {run.Get(share)}' shows all.", ExitCode.NotFound);
            await run.Client.ClientRules.RemoveAsync(run.Get(share), rule.Id, cancellationToken);
            run.Output.Say($"Removed the rule for {rule.Network} from {run.Get(share)}.");
        });
    }

    // The server shows an address as the network that it is.
    private static ClientRuleResponse? Find(IReadOnlyList<ClientRuleResponse> rules, string wanted) => rules.FirstOrDefault(rule =>
        rule.Network == wanted || rule.Network == $"{wanted}/32" || rule.Network == $"{wanted}/128" || rule.Id.ToString() == wanted);
}
