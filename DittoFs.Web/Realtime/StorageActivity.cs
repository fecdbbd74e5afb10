using System.Collections.Concurrent;
using DittoFs.Storage.Collection;
using DittoFs.Storage.Diagnostics;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;

namespace DittoFs.Web.Realtime;

/// <summary>Gathers what the storage does in the background, and tells the feed once a second: many blocks become one event for each share.</summary>
internal sealed class StorageActivity(ConsoleFeed feed) : IStorageObserver
{
    private readonly ConcurrentDictionary<ShareId, Uploads> uploads = new();
    private readonly ConcurrentQueue<(ShareId Share, FsError Failure)> changes = new();
    private readonly ConcurrentQueue<(string Store, CollectionReport Report)> collections = new();
    private long retiredSegments;

    /// <inheritdoc/>
    public void BlockUploaded(ShareId share, long bytes, TimeSpan duration) =>
        uploads.AddOrUpdate(share, static (_, added) => added, static (_, sum, added) => sum.Plus(added), new Uploads(1, bytes));

    /// <inheritdoc/>
    public void UploadStateChanged(ShareId share, FsError failure) => changes.Enqueue((share, failure));

    /// <inheritdoc/>
    public void Collected(string store, CollectionReport report) => collections.Enqueue((store, report));

    /// <inheritdoc/>
    public void LogRetired(int segments) => Interlocked.Add(ref retiredSegments, segments);

    /// <summary>Puts what was gathered into the feed.</summary>
    /// <param name="shares">The shares that run, for their names.</param>
    public void Report(IReadOnlyCollection<ShareStorageStatistics> shares)
    {
        foreach (var share in uploads.Keys)
        {
            if (uploads.TryRemove(share, out var sum))
            {
                ReportUploads(NameOf(share, shares), sum);
            }
        }

        while (changes.TryDequeue(out var change))
        {
            ReportState(NameOf(change.Share, shares), change.Failure);
        }

        while (collections.TryDequeue(out var collection))
        {
            ReportCollection(collection.Store, collection.Report);
        }

        if (Interlocked.Exchange(ref retiredSegments, 0) is > 0 and var segments)
        {
            feed.Add(FeedKind.Flush, FeedLevel.Normal, $"Checkpoint: {segments} log {(segments == 1 ? "segment" : "segments")} freed");
        }
    }

    private void ReportUploads(string share, Uploads sum) => feed.Add(
        FeedKind.Flush, FeedLevel.Good, $"{Quantity.Size(sum.Bytes)} of {share} stored in {sum.Blocks} {(sum.Blocks == 1 ? "block" : "blocks")}", share);

    private void ReportState(string share, FsError failure)
    {
        if (failure == FsError.None)
        {
            feed.Add(FeedKind.Store, FeedLevel.Good, $"Uploads of {share} work again", share);
        }
        else
        {
            feed.Add(FeedKind.Store, FeedLevel.Danger, $"Uploads of {share} fail ({failure}): new data waits in the log on this machine's disk", share);
        }
    }

    private void ReportCollection(string store, CollectionReport report)
    {
        if (report.Reason is { } reason)
        {
            feed.Add(FeedKind.Store, FeedLevel.Warning, $"Collection of {store}: {reason}");
        }
        else if (report.DeletedBlocks > 0)
        {
            feed.Add(
                FeedKind.Store,
                FeedLevel.Good,
                $"{Quantity.Size(report.DeletedBytes)} in {report.DeletedBlocks} dead {(report.DeletedBlocks == 1 ? "block" : "blocks")} of {store} deleted");
        }
    }

    private static string NameOf(ShareId id, IReadOnlyCollection<ShareStorageStatistics> shares) =>
        shares.FirstOrDefault(share => share.Share == id)?.Name.Value ?? id.ToString();

    private readonly record struct Uploads(int Blocks, long Bytes)
    {
        public Uploads Plus(Uploads other) => new(Blocks + other.Blocks, Bytes + other.Bytes);
    }
}
