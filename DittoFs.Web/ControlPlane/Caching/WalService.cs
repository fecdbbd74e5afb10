using System.Collections.Immutable;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane.Audit;
using DittoFs.Web.ControlPlane.Data;
using DittoFs.Web.ControlPlane.Jobs;
using DittoFs.Web.ControlPlane.Shares;

namespace DittoFs.Web.ControlPlane.Caching;

/// <summary>The write-ahead log: how it stands, what it uploads, and its flush into the block stores.</summary>
internal sealed class WalService(ControlPlaneDatabase database, IStorageEngine engine, JobService jobs, AuditLog audit, TimeProvider clock)
{
    /// <summary>The kind of the jobs that flush.</summary>
    public const string FlushKind = "wal.flush";

    private static readonly TimeSpan ReportInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>How the log stands.</summary>
    public WalResponse Get()
    {
        var now = engine.GetStatistics();
        var dirty = now.Shares.Sum(static share => share.BytesAtRisk);
        return new WalResponse
        {
            BudgetBytes = now.LogBudgetBytes,
            UsedRatio = now.LogUsedFraction,
            DirtyBytes = dirty,
            CleanBytes = Math.Max(0, (now.Log.Segments * now.Log.SegmentBytes) - now.Log.LiveBytes),
            OldestSeconds = now.AtRiskAge.TotalSeconds,
            SegmentBytes = now.Log.SegmentBytes,
            Segments = now.Log.Segments,
            SpareSegments = now.Log.SpareSegments,
            SegmentsMax = now.Log.SegmentsMax,
            LastSequence = now.Log.LastSequence,
            DurableSequence = now.Log.DurableSequence,
            Checkpoints = now.Log.Checkpoints,
            LastCheckpointAt = now.Log.LastCheckpoint?.UtcDateTime,
            Failure = Describe(now.Log.Failure),
            Shares =
            [
                .. from share in now.Shares
                   orderby share.Name.Value
                   select new ShareWalResponse(share.Name.Value, share.BytesAtRisk, share.LogBudgetBytes, share.AtRiskAge.TotalSeconds),
            ],
        };
    }

    /// <summary>What running shares upload, by name; the search looks at their names.</summary>
    public Page<UploadResponse> ListUploads(ListQuery query) => query.Slice(
    [
        .. from share in engine.GetStatistics().Shares
           where query.Search is not { } search || share.Name.Value.Contains(search, StringComparison.OrdinalIgnoreCase)
           orderby share.Name.Value
           select new UploadResponse
           {
               Share = share.Name.Value,
               BlocksUnderWay = share.Uploads.BlocksUnderWay,
               BytesUnderWay = share.Uploads.BytesUnderWay,
               BlocksAtOnceMax = share.Uploads.BlocksAtOnceMax,
               QueuedBytes = Math.Max(0, share.BytesAtRisk - share.Uploads.BytesUnderWay),
               OldestSeconds = share.AtRiskAge.TotalSeconds,
               Blocks = share.Uploads.Blocks,
               Bytes = share.Uploads.Bytes,
               Failure = Describe(share.UploadFailure),
           },
    ]);

    /// <summary>Begins to bring what a share, or all, have written up to now into the block stores. Clients go on meanwhile.</summary>
    /// <returns>The job that does it.</returns>
    public async Task<Outcome<JobResponse>> FlushAsync(Actor actor, FlushRequest request, CancellationToken cancellationToken)
    {
        var running = engine.GetStatistics().Shares;
        if (request.Share is { } nameOrId)
        {
            await using var context = database.CreateDbContext();
            if (await context.FindShareAsync(nameOrId, cancellationToken) is not { } wanted)
            {
                return ShareRows.Unknown(nameOrId);
            }

            running = [.. running.Where(share => share.Share.Value == wanted.Id)];
            if (running.IsEmpty)
            {
                return new Failure(ControlPlaneError.ShareNotRunning, $"The share '{wanted.Name}' does not run.");
            }
        }

        var subject = request.Share is null ? "all shares" : running[0].Name.Value;
        await audit.NoteAsync(actor, FlushKind, subject, succeeded: true, null, cancellationToken);
        return jobs.Start(actor, FlushKind, subject, "bytes", (run, token) => FlushAsync(running, run, token));
    }

    /// <summary>Flushes shares side by side: one whose store is away does not keep the others.</summary>
    private async Task<string?> FlushAsync(ImmutableArray<ShareStorageStatistics> shares, JobRun run, CancellationToken cancellationToken)
    {
        var total = shares.Sum(static share => share.BytesAtRisk);
        run.Report(0, total);
        using var timer = clock.CreateTimer(_ => Report(shares, total, run), null, ReportInterval, ReportInterval);
        var flushed = await Task.WhenAll(shares.Select(share => FlushAsync(share, cancellationToken)));
        return flushed.FirstOrDefault(static reason => reason is not null);
    }

    private async Task<string?> FlushAsync(ShareStorageStatistics share, CancellationToken cancellationToken)
    {
        var drained = await engine.DrainShareAsync(share.Share, cancellationToken);
        return drained.Error switch
        {
            FsError.None => null,
            FsError.NotFound => $"{share.Name} no longer runs.",
            var error => $"A store of {share.Name} answered {error}. What is not flushed stays in the log.",
        };
    }

    // Uploads take the oldest bytes first, so what was uploaded since the beginning is what was to be flushed; bytes that were written over meanwhile need no upload.
    private void Report(ImmutableArray<ShareStorageStatistics> shares, long total, JobRun run)
    {
        if (!run.IsRunning)
        {
            return;
        }

        var now = engine.GetStatistics().Shares.ToDictionary(static share => share.Share);
        var done = shares.Sum(share => now.TryGetValue(share.Share, out var present) ? Math.Min(share.BytesAtRisk, present.Uploads.Bytes - share.Uploads.Bytes) : 0);
        run.Report(Math.Clamp(done, 0, total), total);
    }

    private static string? Describe(FsError error) => error == FsError.None ? null : error.ToString();
}
