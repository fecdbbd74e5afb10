using System.CommandLine;
using System.Globalization;
using DittoFs.Client;
using DittoFs.Ctl.Output;
using DittoFs.Ctl.Views;
using DittoFs.Web.Api.Contracts;

namespace DittoFs.Ctl.Commands;

/// <summary><c>wal</c>: the write-ahead log.</summary>
internal static class WalCommands
{
    private static readonly IReadOnlyList<Column<ShareWalResponse>> Columns =
    [
        new("SHARE", share => CellText.Of(share.Share)),
        new("DIRTY BYTES", share => CellText.Of(share.DirtyBytes), IsNumber: true),
        new("BUDGET", share => CellText.Of(share.BudgetBytes), IsNumber: true),
        new("OLDEST SECONDS", share => share.OldestSeconds.ToString("0.#", CultureInfo.InvariantCulture), IsNumber: true),
    ];

    /// <summary>Makes the commands.</summary>
    public static Command Create(Shell shell) => new CtlCommand("wal", "Shows the write-ahead log, and brings what only it has into the block stores.")
    {
        Stats(shell), Uploads(shell), Flush(shell),
    };

    private static Command Stats(Shell shell) => new CtlCommand(
        "stats", "Shows what each share has in the log only. Segments, checkpoints and sequences are in -o json and -o yaml.", "wal stats", "wal stats -o json")
        .Does(shell, async (run, cancellationToken) =>
        {
            var wal = await run.Client.Caching.GetWalAsync(cancellationToken);
            run.Output.WriteRows(wal, ClientJson.Default.WalResponse, wal.Shares, Columns, share => share.Share);
            run.Output.Say(string.Create(
                CultureInfo.InvariantCulture, $"The log uses {wal.Segments} of {wal.SegmentsMax} segments; {wal.DirtyBytes} bytes are in it only, the oldest for {wal.OldestSeconds:0.#} s."));
        });

    private static Command Uploads(Shell shell) => new CtlCommand(
        "uploads", "Lists what each running share uploads and what waits for its upload.", "wal uploads")
        .Does(shell, async (run, cancellationToken) => run.Output.WriteList(await run.Client.Caching.ListUploadsAsync(cancellationToken), OperationViews.Upload));

    private static Command Flush(Shell shell)
    {
        var share = Symbols.Text("--share", "NAME", "Only this share; all when left out.");
        var background = Symbols.Switch("--background", "Does not wait for the end; 'job get' tells how far it is.");
        return new CtlCommand(
            "flush",
            "Brings what was written up to now into the block stores, and waits for that. Clients go on meanwhile.",
            "wal flush",
            "wal flush --share projects")
        {
            share, background,
        }.Does(shell, async (run, cancellationToken) =>
        {
            var job = await run.Client.Caching.FlushAsync(new FlushRequest { Share = run.Get(share) }, cancellationToken);
            await JobCommands.FollowAsync(run, job, waits: !run.Get(background), $"Flushed {job.Subject}.", cancellationToken);
        });
    }
}
