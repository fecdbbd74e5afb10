using System.Collections.Concurrent;
using DittoFs.Storage.Diagnostics;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;

namespace DittoFs.Web.Realtime;

/// <summary>Gathers what the storage does in the background, and tells the feed once a second: many blocks become one event for each share.</summary>
internal sealed class StorageActivity(ConsoleFeed feed) : IStorageObserver
{
    private readonly ConcurrentDictionary<ShareId, Uploads> uploads = new();
    private readonly ConcurrentQueue<(ShareId Share, FsError Failure)> changes = new();
    private long retiredSegments;

    /// <inheritdoc/>
    public void BlockUploaded(ShareId share, long bytes, TimeSpan duration) =>
        uploads.AddOrUpdate(share, static (_, added) => added, static (_, sum, added) => sum.Plus(added), new Uploads(1, bytes));

    /// <inheritdoc/>
    public void UploadStateChanged(ShareId share, FsError failure) => changes.Enqueue((share, failure));

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

    private static string NameOf(ShareId id, IReadOnlyCollection<ShareStorageStatistics> shares) =>
        shares.FirstOrDefault(share => share.Share == id)?.Name.Value ?? id.ToString();

    private readonly record struct Uploads(int Blocks, long Bytes)
    {
        public Uploads Plus(Uploads other) => new(Blocks + other.Blocks, Bytes + other.Bytes);
    }
}
