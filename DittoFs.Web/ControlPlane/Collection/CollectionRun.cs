using DittoFs.Storage.Collection;
using DittoFs.Storage.Primitives;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane.Jobs;

namespace DittoFs.Web.ControlPlane.Collection;

/// <summary>One collection of a store. Read from any thread.</summary>
internal sealed class CollectionRun(string store, bool dryRun, DateTime startedAt) : IProgress<CollectionReport>
{
    private volatile CollectionResponse state = ToResponse(new CollectionReport(), store, dryRun, startedAt);

    /// <summary>How it stands.</summary>
    public CollectionResponse State => state;

    /// <summary>The job that it runs as.</summary>
    public JobRun? Job { get; set; }

    /// <inheritdoc/>
    public void Report(CollectionReport value)
    {
        state = ToResponse(value, store, dryRun, startedAt);
        Job?.Report(value.Blocks, null);
    }

    /// <summary>Notes that it ended.</summary>
    public void Finish(CollectionReport report, DateTime finishedAt) => state = ToResponse(report, store, dryRun, startedAt) with
    {
        State = report.Error == FsError.None ? CollectionState.Done : CollectionState.Failed,
        FinishedAt = finishedAt,
    };

    private static CollectionResponse ToResponse(CollectionReport report, string store, bool dryRun, DateTime startedAt) => new()
    {
        Store = store,
        State = CollectionState.Running,
        DryRun = dryRun,
        StartedAt = startedAt,
        Reason = report.Reason,
        Blocks = report.Blocks,
        Bytes = report.Bytes,
        DeadBlocks = report.DeadBlocks,
        DeadBytes = report.DeadBytes,
        DueBlocks = report.DueBlocks,
        DueBytes = report.DueBytes,
        DeletedBlocks = report.DeletedBlocks,
        DeletedBytes = report.DeletedBytes,
    };
}
