using System.CommandLine;
using DittoFs.Ctl.Views;
using DittoFs.Web.Api.Contracts;

namespace DittoFs.Ctl.Commands;

/// <summary><c>adapter</c>: protocol servers.</summary>
internal static class AdapterCommands
{
    /// <summary>Makes the commands.</summary>
    public static Command Create(Shell shell) => new CtlCommand("adapter", "Manages the protocol servers.")
    {
        List(shell), Get(shell), Update(shell), Restart(shell),
    };

    private static Argument<string> Adapter() => Symbols.Argument("ADAPTER", "The protocol server, such as nfs.");

    private static Command List(Shell shell) => new CtlCommand(
        "list", "Lists the protocol servers with their state. FIXED names the settings that are given from outside and can't be changed here.", "adapter list")
        .Does(shell, async (run, cancellationToken) => run.Output.WriteList(await run.Client.Adapters.ListAsync(cancellationToken), ServerViews.Adapter));

    private static Command Get(Shell shell)
    {
        var adapter = Adapter();
        return new CtlCommand("get", "Shows a protocol server with all settings.", "adapter get nfs", "adapter get smb -o json") { adapter }.Does(shell, async (run, cancellationToken) =>
            run.Output.WriteItem(await run.Client.Adapters.GetAsync(run.Get(adapter), cancellationToken), ServerViews.Adapter));
    }

    private static Command Update(Shell shell)
    {
        var adapter = Adapter();
        var enabled = Symbols.Toggle("--enabled", "Whether it is to run.");
        var port = Symbols.Number<int>("--port", "PORT", "The TCP port; 0 takes any free one.");
        var listen = Symbols.Texts("--listen", "ADDRESS", "Listens on this address; 0.0.0.0 stands for all of the machine's. Replaces the addresses that there are.");
        var portmap = Symbols.Number<int>("--portmap-port", "PORT", "Of nfs: the port of the portmapper; 0 for none.");
        var locks = Symbols.Toggle("--lock-manager", "Of nfs: whether clients can lock.");
        var grace = Symbols.Number<int>("--lock-grace", "SECONDS", "Of nfs: how long after a restart locks are only given back to those who held them.");
        return new CtlCommand(
            "update",
            "Changes a protocol server, at once. What is left out stays as it is. A port that can't be had shows in its state, and is tried again.",
            "adapter update nfs --listen 0.0.0.0 --port 2049",
            "adapter update nfs --enabled false",
            "adapter update nfs --portmap-port 111")
        {
            adapter, enabled, port, listen, portmap, locks, grace,
        }.Does(shell, async (run, cancellationToken) =>
        {
            var request = new UpdateAdapterRequest
            {
                Enabled = run.Get(enabled),
                Port = run.Get(port),
                ListenAddresses = run.Get(listen) is { Length: > 0 } addresses ? addresses : null,
                PortmapPort = run.Get(portmap),
                LockManager = run.Get(locks),
                LockGraceSeconds = run.Get(grace),
            };
            var changed = await run.Client.Adapters.UpdateAsync(run.Get(adapter), request, cancellationToken);
            run.Output.WriteChange(changed, ServerViews.Adapter, Describe(changed));
        });
    }

    private static Command Restart(Shell shell)
    {
        var adapter = Adapter();
        return new CtlCommand("restart", "Stops a protocol server, finishing its calls, and starts it again. Its clients wait and go on.", "adapter restart nfs --yes")
        {
            adapter, shell.Options.Yes,
        }.Does(shell, async (run, cancellationToken) =>
        {
            run.Confirm($"Restart {run.Get(adapter)}? Its clients wait.");
            var changed = await run.Client.Adapters.RestartAsync(run.Get(adapter), cancellationToken);
            run.Output.WriteChange(changed, ServerViews.Adapter, Describe(changed));
        });
    }

    private static string Describe(AdapterResponse adapter) => adapter.Status.State switch
    {
        RunState.Running => string.Join(' ', [$"{adapter.Name} runs and listens on {string.Join(", ", adapter.Endpoints)}.", .. adapter.Remarks]),
        RunState.Stopped => $"{adapter.Name} is stopped.",
        RunState.Changing => $"{adapter.Name} is being changed.",
        RunState.Failed => $"{adapter.Name} DOES NOT RUN: {adapter.Status.Reason}",
    };
}
