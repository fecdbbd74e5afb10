using DittoFs.Storage.Content.Upload;
using DittoFs.Storage.Dumps;
using DittoFs.Storage.Faults;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Collection;

/// <summary>
/// Finds the blocks of a store that no row of any share on it names, and deletes those that were found so at least a grace ago and are so still; also what
/// puts that did not end have left, once it is as old. A block is never named again once no row names it, since ids are drawn once and rows are only made from
/// rows or for a block under way.
/// </summary>
/// <remarks>
/// The order is what makes it safe without any grace: list the blocks, then note which are under way, then wait until the stores have what is logged, then read the
/// rows. A block that was listed and is needed was either under way when that was noted, or its rows were logged by then. The grace is for readers that have
/// looked up a block just before its last row went. Whatever can't be read ends the collection before anything is deleted.
/// </remarks>
/// <param name="sources">All shares on the store: running, stopped and deleted ones that are kept.</param>
/// <param name="underWay">Blocks that are being put.</param>
/// <param name="directory">For what is kept from one collection to the next, and for scratch files; it exists.</param>
/// <param name="clock">The time.</param>
internal sealed class BlockCollector(IReadOnlyList<CollectionSource> sources, BlocksUnderWay underWay, string directory, TimeProvider clock)
{
    private const int ListedInMemory = 256 << 10;
    private const int LiveInMemory = 1 << 20;
    private const int DeletedAtOnce = 8;
    private const int BlocksPerReport = 1000;

    private readonly HashSet<ShareId> dumped = [];
    private CollectionReport report = new();

    /// <summary>Collects.</summary>
    /// <param name="candidates">Which blocks were dead before, and since when. Left alone by a dry run.</param>
    /// <param name="grace">How long a block must have been there, and have been dead.</param>
    /// <param name="dryRun">Only tell what would be deleted.</param>
    /// <param name="progress">Is told now and then how far it is; may be null.</param>
    /// <param name="cancellationToken">Ends it between two steps; what was deleted by then is told to <paramref name="progress"/> only.</param>
    /// <exception cref="IOException">A store could not be listed, or the directory not be written.</exception>
    public async Task<CollectionReport> RunAsync(
        CandidateFile candidates, TimeSpan grace, bool dryRun, IProgress<CollectionReport>? progress, CancellationToken cancellationToken)
    {
        using var listed = new SortedRuns<ListedBlock>(directory, ListedInMemory);
        using var live = new SortedRuns<LiveBlock>(directory, LiveInMemory);
        await ListAsync(listed, progress, cancellationToken);
        foreach (var block in underWay.Snapshot())
        {
            live.Add(new LiveBlock(block));
        }

        if (await ReadLiveAsync(live, cancellationToken) is { } failed)
        {
            return failed;
        }

        var now = clock.GetUtcNow();
        var dead = FindDead(listed.Read(), live.Read(), candidates.Read(), now, grace);
        if (dryRun)
        {
            foreach (var block in dead)
            {
                Count(block, now, grace);
            }

            return report;
        }

        candidates.Replace(dead.Select(block => Count(block, now, grace)));
        CrashPoint.Reach(CrashPoint.CandidatesNoted);
        await DeleteAsync(candidates.Read().Where(block => IsDue(block, now, grace)), progress, cancellationToken);
        await RemoveUnfinishedAsync(now - grace, cancellationToken);
        return report;
    }

    private async Task ListAsync(SortedRuns<ListedBlock> listed, IProgress<CollectionReport>? progress, CancellationToken cancellationToken)
    {
        foreach (var source in sources)
        {
            await foreach (var block in source.Blocks.ListAsync(cancellationToken).WithCancellation(cancellationToken))
            {
                if (ReservedBlocks.TryParse(block.Block, out var reserved))
                {
                    // Dumps go with their own retention, and what they name is live as long.
                    if (reserved.Kind == ReservedKind.Manifest)
                    {
                        dumped.Add(source.Share);
                    }

                    continue;
                }

                listed.Add(new ListedBlock(block.Block, source.Share, block.Length, block.CreateTime.ToUnixTimeMilliseconds()));
                report = report with { Blocks = report.Blocks + 1, Bytes = report.Bytes + block.Length };
                if (report.Blocks % BlocksPerReport == 0)
                {
                    progress?.Report(report);
                }
            }
        }
    }

    /// <summary>Adds every block that a row of any share names. Null, or why that is not all of them.</summary>
    private async Task<CollectionReport?> ReadLiveAsync(SortedRuns<LiveBlock> live, CancellationToken cancellationToken)
    {
        foreach (var source in sources)
        {
            var caughtUp = await source.CatchUp();
            if (!caughtUp.IsSuccess)
            {
                return report with { Error = caughtUp.Error, Reason = $"The metadata of {source.Name} are behind its log ({caughtUp.Error}); nothing was deleted." };
            }

            var last = default(BlockId);
            var read = await source.Metadata.ReadBlocksAsync(
                source.Share,
                block =>
                {
                    if (block != last)
                    {
                        live.Add(new LiveBlock(block));
                        last = block;
                    }
                },
                cancellationToken);
            if (!read.IsSuccess)
            {
                return report with { Error = read.Error, Reason = $"It can't be read which blocks {source.Name} needs ({read.Error}); nothing was deleted." };
            }

            read = dumped.Contains(source.Share) ? await ReadDumpedAsync(source, live, cancellationToken) : FsResult.Success;
            if (!read.IsSuccess)
            {
                return report with { Error = read.Error, Reason = $"It can't be read which blocks the dumps of {source.Name} need ({read.Error}); nothing was deleted." };
            }
        }

        return null;
    }

    private static ValueTask<FsResult> ReadDumpedAsync(CollectionSource source, SortedRuns<LiveBlock> live, CancellationToken cancellationToken) =>
        new DumpReader(new DumpBlocks(source.Blocks, source.Share)).ReadNeededAsync(block => live.Add(new LiveBlock(block)), cancellationToken);

    /// <summary>What of <paramref name="listed"/> is not live and old enough, with the time when it was first seen so. All are in order.</summary>
    private static IEnumerable<ListedBlock> FindDead(
        IEnumerable<ListedBlock> listed, IEnumerable<LiveBlock> live, IEnumerable<ListedBlock> seenBefore, DateTimeOffset now, TimeSpan grace)
    {
        var newest = (now - grace).ToUnixTimeMilliseconds();
        using var alive = new OrderedMatch<LiveBlock>(live);
        using var before = new OrderedMatch<ListedBlock>(seenBefore);
        foreach (var block in listed)
        {
            if (!alive.TryMatch(new LiveBlock(block.Block), out _) && block.Time <= newest)
            {
                yield return block with { Time = before.TryMatch(block, out var seen) ? seen.Time : now.ToUnixTimeMilliseconds() };
            }
        }
    }

    private ListedBlock Count(ListedBlock block, DateTimeOffset now, TimeSpan grace)
    {
        report = report with { DeadBlocks = report.DeadBlocks + 1, DeadBytes = report.DeadBytes + block.Length };
        if (IsDue(block, now, grace))
        {
            report = report with { DueBlocks = report.DueBlocks + 1, DueBytes = report.DueBytes + block.Length };
        }

        return block;
    }

    private static bool IsDue(ListedBlock block, DateTimeOffset now, TimeSpan grace) => DateTimeOffset.FromUnixTimeMilliseconds(block.Time) + grace <= now;

    /// <summary>What puts have left that never ended is no block, and nothing ever names it.</summary>
    private async Task RemoveUnfinishedAsync(DateTimeOffset begunBefore, CancellationToken cancellationToken)
    {
        foreach (var source in sources)
        {
            var removed = await source.Blocks.RemoveUnfinishedAsync(begunBefore, cancellationToken);
            if (!removed.IsSuccess && report.Error == FsError.None)
            {
                report = report with { Error = removed.Error, Reason = $"What unfinished uploads of {source.Name} left was not removed ({removed.Error}); it is tried again." };
            }
        }
    }

    private async Task DeleteAsync(IEnumerable<ListedBlock> due, IProgress<CollectionReport>? progress, CancellationToken cancellationToken)
    {
        var stores = sources.ToDictionary(static source => source.Share);
        foreach (var chunk in due.Chunk(DeletedAtOnce))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var deleted = await Task.WhenAll(chunk.Select(block => stores[block.Share].Blocks.DeleteAsync(block.Block, cancellationToken).AsTask()));
            for (var i = 0; i < chunk.Length; i++)
            {
                report = deleted[i].IsSuccess
                    ? report with { DeletedBlocks = report.DeletedBlocks + 1, DeletedBytes = report.DeletedBytes + chunk[i].Length }
                    : report with { Error = deleted[i].Error, Reason = $"Block {chunk[i].Block} of {stores[chunk[i].Share].Name} was not deleted ({deleted[i].Error}); it is tried again." };
            }

            progress?.Report(report);
            CrashPoint.Reach(CrashPoint.BlockDeleted);
            if (report.Error != FsError.None)
            {
                return;
            }
        }
    }
}
