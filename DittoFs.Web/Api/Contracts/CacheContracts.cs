using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace DittoFs.Web.Api.Contracts;

/// <summary>What the caches of files' bytes hold, and how often they helped. They serve block stores behind a network.</summary>
public sealed record CacheResponse
{
    /// <summary>The caches, the fastest first.</summary>
    public required IReadOnlyList<CacheTierResponse> Tiers { get; init; }

    /// <summary>What all shares read since the server's start.</summary>
    public required CacheReadsResponse Reads { get; init; }

    /// <summary>The running shares whose block store is behind a network.</summary>
    public required IReadOnlyList<ShareCacheResponse> Shares { get; init; }
}

/// <summary>One of the caches.</summary>
/// <param name="Tier">Which.</param>
/// <param name="Bytes">What it holds. All of it is clean: the block stores have the same bytes.</param>
/// <param name="BytesMax">Its budget; 0 when it is turned off.</param>
public sealed record CacheTierResponse(CacheTier Tier, long Bytes, long BytesMax);

/// <summary>Where bytes were read from.</summary>
/// <param name="MemoryBytes">Bytes that clients were given from memory.</param>
/// <param name="DiskBytes">Bytes that came into memory from this machine's disk.</param>
/// <param name="StoreBytes">Bytes that had to be fetched from block stores.</param>
/// <param name="HitRatio">The part that needed no block store, 0 to 1; null while nothing was read.</param>
public sealed record CacheReadsResponse(long MemoryBytes, long DiskBytes, long StoreBytes, double? HitRatio);

/// <summary>What the caches did for one share.</summary>
/// <param name="Share">The share.</param>
/// <param name="Reads">What it read since it was started.</param>
public sealed record ShareCacheResponse(string Share, CacheReadsResponse Reads);

/// <summary>What is to be evicted.</summary>
public sealed record EvictCacheRequest
{
    /// <summary>One of the caches; all of them when left out.</summary>
    public CacheTier? Tier { get; init; }
}

/// <summary>What was given back.</summary>
/// <param name="MemoryBytes">Of memory.</param>
/// <param name="DiskBytes">Of disk.</param>
public sealed record EvictedResponse(long MemoryBytes, long DiskBytes);

/// <summary>How the write-ahead log stands.</summary>
public sealed record WalResponse
{
    /// <summary>Its budget on disk.</summary>
    public required long BudgetBytes { get; init; }

    /// <summary>The part of the budget that is in use, 0 to 1. From 0.75 on writers slow down.</summary>
    public required double UsedRatio { get; init; }

    /// <summary>Acknowledged bytes that no block store has yet.</summary>
    public required long DirtyBytes { get; init; }

    /// <summary>Bytes in segments that are in use which are not dirty: names, attributes, and what was uploaded or written over.</summary>
    public required long CleanBytes { get; init; }

    /// <summary>How long the oldest dirty bytes have been so, in seconds; 0 without any.</summary>
    public required double OldestSeconds { get; init; }

    /// <summary>Length of a segment's file.</summary>
    public required long SegmentBytes { get; init; }

    /// <summary>Segments in use.</summary>
    public required int Segments { get; init; }

    /// <summary>Files that are kept to be written over.</summary>
    public required int SpareSegments { get; init; }

    /// <summary>Segments that the budget allows.</summary>
    public required int SegmentsMax { get; init; }

    /// <summary>The youngest record.</summary>
    public required ulong LastSequence { get; init; }

    /// <summary>The record up to which all is on disk.</summary>
    public required ulong DurableSequence { get; init; }

    /// <summary>Checkpoints since the start: each folds the log into the stores.</summary>
    public required long Checkpoints { get; init; }

    /// <summary>When the last one ended; null before the first.</summary>
    public DateTime? LastCheckpointAt { get; init; }

    /// <summary>What stopped the log for good; null while it runs.</summary>
    public string? Failure { get; init; }

    /// <summary>The running shares.</summary>
    public required IReadOnlyList<ShareWalResponse> Shares { get; init; }
}

/// <summary>One share's part of the log.</summary>
/// <param name="Share">The share.</param>
/// <param name="DirtyBytes">Its acknowledged bytes that its block store does not have yet.</param>
/// <param name="BudgetBytes">Bytes that it may have in the log before its writers wait.</param>
/// <param name="OldestSeconds">How long the oldest of them have been so, in seconds.</param>
public sealed record ShareWalResponse(string Share, long DirtyBytes, long BudgetBytes, double OldestSeconds);

/// <summary>What is to be flushed.</summary>
public sealed record FlushRequest
{
    /// <summary>The share, by name or id; all running ones when left out.</summary>
    [StringLength(64, MinimumLength = 1)]
    public string? Share { get; init; }
}

/// <summary>What one share uploads.</summary>
public sealed record UploadResponse
{
    /// <summary>The share.</summary>
    public required string Share { get; init; }

    /// <summary>Blocks that are being stored.</summary>
    public required int BlocksUnderWay { get; init; }

    /// <summary>Bytes in them.</summary>
    public required long BytesUnderWay { get; init; }

    /// <summary>Blocks that may be under way at once, as the server has learnt from what the store takes.</summary>
    public required int BlocksAtOnceMax { get; init; }

    /// <summary>Bytes that wait for their turn.</summary>
    public required long QueuedBytes { get; init; }

    /// <summary>How long the oldest bytes have waited, in seconds.</summary>
    public required double OldestSeconds { get; init; }

    /// <summary>Blocks that were stored since the share was started.</summary>
    public required long Blocks { get; init; }

    /// <summary>Bytes in them.</summary>
    public required long Bytes { get; init; }

    /// <summary>What the last upload failed with; null when it succeeded.</summary>
    public string? Failure { get; init; }
}

/// <summary>A cache of files' bytes.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CacheTier>))]
public enum CacheTier
{
    /// <summary>In memory.</summary>
    [JsonStringEnumMemberName("memory")]
    Memory,

    /// <summary>On this machine's disk.</summary>
    [JsonStringEnumMemberName("disk")]
    Disk,
}
