using DittoFs.Storage.Blocks;
using DittoFs.Storage.Content;
using DittoFs.Storage.Metadata;
using DittoFs.Storage.Quotas;
using DittoFs.Storage.Refusals;
using DittoFs.Storage.Threads;

namespace DittoFs.Storage.Files;

/// <summary>What a share runs on.</summary>
/// <param name="Superblock">What its metadata store says of it.</param>
/// <param name="Metadata">Its rows.</param>
/// <param name="Blocks">Its blocks.</param>
/// <param name="Content">Its bytes.</param>
/// <param name="Journal">The log, for this share's changes.</param>
/// <param name="Cache">Its nodes and names in memory.</param>
/// <param name="Locks">The locks of its nodes.</param>
/// <param name="Quota">What it holds.</param>
/// <param name="Threads">Where disks are waited for.</param>
/// <param name="Clock">The time.</param>
/// <param name="Refusals">Where refused operations are noted.</param>
/// <param name="WriteVerifier">The verifier of unstable writes of this run.</param>
internal sealed record ShareParts(
    ShareSuperblock Superblock,
    IMetadataStore Metadata,
    IBlockStore Blocks,
    TieredContentStore Content,
    ShareJournal Journal,
    NodeCache Cache,
    NodeLocks Locks,
    QuotaLedger Quota,
    StorageThreads Threads,
    TimeProvider Clock,
    RefusalLog Refusals,
    ulong WriteVerifier);
