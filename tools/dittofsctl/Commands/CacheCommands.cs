using System.CommandLine;
using System.Globalization;
using DittoFs.Client;
using DittoFs.Ctl.Output;
using DittoFs.Ctl.Views;
using DittoFs.Web.Api.Contracts;

namespace DittoFs.Ctl.Commands;

/// <summary><c>cache</c>: what is kept here of files whose block store is behind a network.</summary>
internal static class CacheCommands
{
    private static readonly IReadOnlyList<Column<CacheTierResponse>> Columns =
    [
        new("TIER", tier => CellText.Word(tier.Tier, ClientJson.Default.CacheTier)),
        new("BYTES", tier => CellText.Of(tier.Bytes), IsNumber: true),
        new("BUDGET", tier => CellText.Of(tier.BytesMax), IsNumber: true),
    ];

    /// <summary>Makes the commands.</summary>
    public static Command Create(Shell shell) => new CtlCommand("cache", "Shows and empties the caches of files whose block store is behind a network.")
    {
        Stats(shell), Evict(shell),
    };

    private static Command Stats(Shell shell) => new CtlCommand(
        "stats", "Shows what the caches hold and how often they helped. The numbers of each share are in -o json and -o yaml.", "cache stats", "cache stats -o json")
        .Does(shell, async (run, cancellationToken) =>
        {
            var cache = await run.Client.Caching.GetCacheAsync(cancellationToken);
            run.Output.WriteRows(cache, ClientJson.Default.CacheResponse, cache.Tiers, Columns, tier => CellText.Word(tier.Tier, ClientJson.Default.CacheTier));
            run.Output.Say(cache.Reads.HitRatio is { } ratio
                ? string.Create(CultureInfo.InvariantCulture, $"{ratio * 100:0} % of what was read needed no block store.")
                : "Nothing was read from a block store behind a network yet.");
        });

    private static Command Evict(Shell shell)
    {
        var tier = Symbols.Word("--tier", "Only this one; all when left out.", ClientJson.Default.CacheTier);
        return new CtlCommand(
            "evict",
            "Empties the caches. Nothing is lost: what is wanted again is fetched again from its block store, slower. Data that no block store has yet is in no cache.",
            "cache evict --yes",
            "cache evict --tier memory --yes")
        {
            tier, shell.Options.Yes,
        }.Does(shell, async (run, cancellationToken) =>
        {
            run.Confirm("Empty the caches? Reads are slower until they have filled again.");
            var evicted = await run.Client.Caching.EvictAsync(new EvictCacheRequest { Tier = run.Get(tier) }, cancellationToken);
            run.Output.WriteChange(evicted, OperationViews.Evicted, $"Gave back {evicted.MemoryBytes} bytes of memory and {evicted.DiskBytes} of disk.");
        });
    }
}
