using System.CommandLine;
using DittoFs.Client;
using DittoFs.Ctl.Views;
using DittoFs.Web.Api.Contracts;

namespace DittoFs.Ctl.Commands;

/// <summary><c>share usage</c>, <c>share recount</c>, <c>share owner-quota</c>: what shares and their owners hold, and may hold.</summary>
internal static class ShareQuotaCommands
{
    /// <summary>Makes <c>owner-quota</c>.</summary>
    public static Command Create(Shell shell) => new CtlCommand(
        "owner-quota", "Manages the limits of single owners on a share. Who has none has the share's for every owner. Changes hold for the next call of every client.")
    {
        Set(shell), Remove(shell),
    };

    /// <summary>Makes <c>usage</c>.</summary>
    public static Command Usage(Shell shell)
    {
        var share = ShareCommands.Share();
        return new CtlCommand(
            "usage", "Shows what each owner holds on a share, and what he may. Bytes are those of his files, each rounded up to 4 KiB.", "share usage projects")
        {
            share,
        }.Does(shell, async (run, cancellationToken) =>
            run.Output.WriteList((await run.Client.Shares.GetUsageAsync(run.Get(share), cancellationToken)).Owners, ShareViews.Owner));
    }

    /// <summary>Makes <c>recount</c>.</summary>
    public static Command Recount(Shell shell)
    {
        var share = ShareCommands.Share();
        return new CtlCommand("recount", "Counts what a share holds, file by file, and corrects its counters where they differ. Clients go on meanwhile.", "share recount projects")
        {
            share,
        }.Does(shell, async (run, cancellationToken) =>
        {
            var counted = await run.Client.Shares.RecountAsync(run.Get(share), cancellationToken);
            var verdict = counted.WrongOwners == 0 ? "The counters were right." : $"The counters of {counted.WrongOwners} owners were wrong and are corrected.";
            run.Output.WriteChange(counted, ClientJson.Default.RecountResponse, $"{run.Get(share)} holds {counted.Bytes} bytes in {counted.Nodes} files and directories. {verdict}");
        });
    }

    private static Command Set(Shell shell)
    {
        var share = ShareCommands.Share();
        var uid = Uid();
        var bytes = Symbols.Number<long>("--bytes", "NUMBER", "Bytes that his files may hold; 0 for no limit, and what every owner has when left out.");
        var files = Symbols.Number<long>("--files", "NUMBER", "Files and directories that he may have; 0 for no limit, and what every owner has when left out.");
        return new CtlCommand("set", "Gives an owner a limit of his own, in the place of the one that he has.", "share owner-quota set projects 1001 --bytes 10737418240")
        {
            share, uid, bytes, files,
        }.Does(shell, async (run, cancellationToken) =>
        {
            var request = new SetOwnerQuotaRequest { QuotaBytes = run.Get(bytes), QuotaNodes = run.Get(files) };
            await run.Client.Shares.SetOwnerQuotaAsync(run.Get(share), run.Get(uid), request, cancellationToken);
            run.Output.Say($"Uid {run.Get(uid)} has a limit of his own on {run.Get(share)}.");
        });
    }

    private static Command Remove(Shell shell)
    {
        var share = ShareCommands.Share();
        var uid = Uid();
        return new CtlCommand("remove", "Takes an owner's own limit away.", "share owner-quota remove projects 1001") { share, uid }.Does(shell, async (run, cancellationToken) =>
        {
            await run.Client.Shares.RemoveOwnerQuotaAsync(run.Get(share), run.Get(uid), cancellationToken);
            run.Output.Say($"Uid {run.Get(uid)} has what every owner has on {run.Get(share)}.");
        });
    }

    private static Argument<uint> Uid() => new("UID") { Description = "The owner's uid." };
}
