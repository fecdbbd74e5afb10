using System.Collections.Immutable;
using DittoFs.Storage.Collection;
using DittoFs.Storage.Diagnostics;
using DittoFs.Storage.Dumps;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Shares;

/// <summary>
/// The storage of one data directory: its log, its stores and the shares on them. The host starts it before any protocol listens and stops
/// it after the last call was answered. Protocols see only <see cref="IShareCatalog"/>.
/// </summary>
public interface IStorageEngine
{
    /// <summary>
    /// Locks the data directory, opens the log and repeats what it holds beyond the stores' own state.
    /// </summary>
    /// <exception cref="StorageStartException">Another process has the directory, a format is unknown, or the log is damaged; the message says what to do.</exception>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Starts a share, making it when its stores have never seen it. Failure leaves the others running and the log's records of the share kept.
    /// </summary>
    /// <returns>Success, <see cref="FsError.Exists"/> for a name or id that runs already, or what its stores answered.</returns>
    Task<FsResult> AddShareAsync(ShareDefinition definition, CancellationToken cancellationToken);

    /// <summary>Swaps in changed settings of a running share. They hold for the next call. Stores and id can't change (<see cref="FsError.InvalidArgument"/>).</summary>
    FsResult UpdateShare(ShareDefinition definition);

    /// <summary>Stops a share after its calls have ended and all that it changed is durable. Its stores keep everything.</summary>
    Task<FsResult> RemoveShareAsync(ShareId share, CancellationToken cancellationToken);

    /// <summary>
    /// Brings everything that the share had written when this was called into its block store, and what the log has of it into its metadata store. Writers
    /// go on meanwhile.
    /// </summary>
    /// <returns>Success, <see cref="FsError.NotFound"/> for a share that does not run, or what its stores answered.</returns>
    Task<FsResult> DrainShareAsync(ShareId share, CancellationToken cancellationToken);

    /// <summary>What a running share and its owners hold now, with all that clients were told. Never waits.</summary>
    /// <returns>The usage, or <see cref="FsError.NotFound"/> for a share that does not run.</returns>
    FsResult<ShareUsage> GetUsage(ShareId share);

    /// <summary>Counts what a running share holds node by node, and corrects its counters where they differ. Clients go on meanwhile.</summary>
    /// <returns>What was found, <see cref="FsError.NotFound"/> for a share that does not run, or what its stores answered.</returns>
    Task<FsResult<RecountReport>> RecountAsync(ShareId share, CancellationToken cancellationToken);

    /// <summary>
    /// Looks for blocks that no file needs on a store that <see cref="CollectionRequest.Shares"/> share, and deletes those that were dead for the grace already.
    /// One collection at a time: a second one waits. Clients go on meanwhile.
    /// </summary>
    /// <returns>What was found and done. If anything of any of the shares could not be read, nothing was deleted and the report says why.</returns>
    Task<CollectionReport> CollectAsync(CollectionRequest request, IProgress<CollectionReport>? progress, CancellationToken cancellationToken);

    /// <summary>
    /// Removes all bytes and names of a share that does not run, and nothing of any other share. May be repeated after an attempt that failed or was cut short;
    /// the share can't be started any more once it was begun.
    /// </summary>
    /// <returns>Success, <see cref="FsError.Exists"/> for a share that runs, or what its stores answered.</returns>
    /// <exception cref="StorageStartException">Its block store can't be opened; the message says why.</exception>
    Task<FsResult> EraseShareAsync(ShareDefinition share, CancellationToken cancellationToken);

    /// <summary>
    /// Puts the metadata of a running share, as they are at one moment, beside its blocks, and removes the oldest of those that were put there before. Clients go on meanwhile;
    /// collections wait.
    /// </summary>
    Task<DumpReport> DumpShareAsync(ShareId share, CancellationToken cancellationToken);

    /// <summary>Does so for every share that runs with its metadata on this machine and its blocks behind a network.</summary>
    Task<IReadOnlyList<DumpReport>> DumpSharesAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Brings a share here whose server is lost, from its stores alone, with its identity and the key of its handles: from its rows in PostgreSQL, or from the newest dump in its
    /// block store. It is refused while another server has it, and not started.
    /// </summary>
    Task<AttachReport> AttachShareAsync(ShareDefinition definition, CancellationToken cancellationToken);

    /// <summary>The shares that have blocks in the place that <paramref name="place"/> names for its own.</summary>
    /// <exception cref="StorageStartException">The place can't be used.</exception>
    Task<FsResult<IReadOnlyList<ShareId>>> FindSharesAsync(ShareDefinition place, CancellationToken cancellationToken);

    /// <summary>Tries out a place for blocks: whether it can be reached, and whether objects can be written, read and removed. Leaves nothing there.</summary>
    Task<StoreHealth> CheckPlaceAsync(S3Location location, CancellationToken cancellationToken);

    /// <summary>Tries out a database for metadata: whether it can be reached, and whether this server may and can use it. Changes nothing there.</summary>
    Task<StoreHealth> CheckPlaceAsync(PostgresLocation location, CancellationToken cancellationToken);

    /// <summary>Tries out the place that <paramref name="place"/> names for its blocks, and measures it with a few megabytes. Leaves nothing there.</summary>
    Task<StoreTrial> MeasureBlocksAsync(ShareDefinition place, CancellationToken cancellationToken);

    /// <summary>
    /// Tries out the place that <paramref name="place"/> names for its names and attributes, and measures it: a database by queries and commits, the embedded store by
    /// the disk that it is on. Leaves nothing there.
    /// </summary>
    Task<StoreTrial> MeasureMetadataAsync(ShareDefinition place, CancellationToken cancellationToken);

    /// <summary>The state of the log and of every store, checked now.</summary>
    Task<IReadOnlyList<StoreHealth>> CheckHealthAsync(CancellationToken cancellationToken);

    /// <summary>What the log and the running shares hold now, for those who watch. Never waits.</summary>
    StorageStatistics GetStatistics();

    /// <summary>
    /// Gives back what the caches of files' bytes hold, as far as nobody reads it just now. Bytes that only the log has are no cache and stay; what is wanted
    /// again is fetched again from its store.
    /// </summary>
    Task<EvictedBytes> EvictCachesAsync(CacheTiers tiers);

    /// <summary>Where a node is found, for people: the path of one of its names from the share's root on.</summary>
    /// <returns>
    /// The path; null for a share that does not run, a node that is gone, or one whose name would take long to find. Bytes of names that are no UTF-8 are replaced.
    /// </returns>
    Task<string?> FindPathAsync(ShareId share, NodeId node, CancellationToken cancellationToken);

    /// <summary>Makes everything durable, folds the log into the stores and closes them. The engine can't be started again.</summary>
    Task StopAsync(CancellationToken cancellationToken);
}

/// <summary>What is to be collected.</summary>
/// <param name="Store">The store's lasting identity: what was dead before is remembered under it.</param>
/// <param name="StoreName">Its name, for messages.</param>
/// <param name="Shares">Every share on the store: those that run, those that are stopped, and deleted ones that are kept.</param>
/// <param name="DryRun">Only tell what would be deleted; nothing is remembered either.</param>
public sealed record CollectionRequest(Guid Store, string StoreName, ImmutableArray<ShareDefinition> Shares, bool DryRun);

/// <summary>How one store is.</summary>
/// <param name="Name">What it is called, such as <c>wal</c>, <c>metadata/rocksdb</c> or <c>blocks/export</c>.</param>
/// <param name="Healthy">False when it refuses or fails operations now.</param>
/// <param name="Detail">What is wrong and what to do, or what a healthy store holds.</param>
public readonly record struct StoreHealth(string Name, bool Healthy, string Detail);
