using System.CommandLine;
using DittoFs.Client;
using DittoFs.Ctl.Views;
using DittoFs.Web.Api.Contracts;

namespace DittoFs.Ctl.Commands;

/// <summary><c>share dump</c>, <c>share attach</c>: shares that outlive their server.</summary>
internal static class ShareRecoveryCommands
{
    /// <summary>Makes <c>dump</c>.</summary>
    public static Command Dump(Shell shell)
    {
        var share = ShareCommands.Share();
        return new CtlCommand(
            "dump",
            "Puts the metadata of a share beside its blocks, as they are now, and waits for that. The server does it by itself for shares on the embedded store and S3, every hour or as "
                + "its setting Dumps:Interval says. From the newest dump, 'share attach' brings the share back on another server.",
            "share dump projects")
        {
            share,
        }.Does(shell, async (run, cancellationToken) =>
        {
            var dump = await run.Client.Shares.DumpAsync(run.Get(share), cancellationToken);
            run.Output.WriteChange(dump, ClientJson.Default.DumpResponse, $"Dump {dump.Number} of {run.Get(share)} is in its block store: {dump.Bytes} bytes.");
        });
    }

    /// <summary>Makes <c>attach</c>.</summary>
    public static Command Attach(Shell shell)
    {
        var name = Symbols.Argument("NAME", "The name that it has from now on.");
        Option<Guid?> id = new("--id") { Description = "Its id. Left out, it is the one share in the block store that this server does not have.", HelpName = "ID" };
        var fixedOptions = new ShareFixedOptions();
        var options = new ShareOptions("no limit when left out");
        var command = new CtlCommand(
            "attach",
            "Brings back a share whose server is lost, from its stores alone: from its rows in PostgreSQL, or from the newest dump in its block store. Its handles stay good, so clients that "
                + "have it mounted go on. It is refused while another server has it.",
            "share attach projects --block-store cloud --client 192.168.1.0/24",
            "share attach projects --id 6f1c2a9e-52a1-4d0e-9f0c-3f6b8c1d7a55 --metadata-store names --block-store cloud --durability remote")
        {
            name, id,
        };
        fixedOptions.AddTo(command);
        options.AddTo(command);
        return command.Does(shell, async (run, cancellationToken) =>
        {
            var settings = options.Complete(fixedOptions.Complete(new CreateShareRequest { Name = run.Get(name) }, run), run);
            var share = await run.Client.Shares.AttachAsync(new AttachShareRequest { Id = run.Get(id), Share = settings }, cancellationToken);
            run.Output.WriteChange(share, ShareViews.Share, $"Attached the share {share.Name}.");
        });
    }
}
