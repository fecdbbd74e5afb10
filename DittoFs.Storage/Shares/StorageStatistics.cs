using System.Collections.Immutable;
using DittoFs.Storage.Diagnostics;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Shares;

/// <summary>What the storage holds at one moment. Cheap: it walks the shares, not their files.</summary>
/// <param name="LogUsedFraction">The part of the log's budget that is in use, 0 to 1.</param>
/// <param name="LogBudgetBytes">The log's budget on disk.</param>
/// <param name="Shares">The shares that run, in no particular order.</param>
public sealed record StorageStatistics(double LogUsedFraction, long LogBudgetBytes, ImmutableArray<ShareStorageStatistics> Shares)
{
    /// <summary>How long the oldest bytes at risk have been so; zero without any.</summary>
    public TimeSpan AtRiskAge => Shares.IsEmpty ? TimeSpan.Zero : Shares.Max(static share => share.AtRiskAge);

    /// <summary>The log.</summary>
    public LogStatistics Log { get; init; } = LogStatistics.Empty;

    /// <summary>The caches.</summary>
    public CacheStatistics Cache { get; init; } = CacheStatistics.Empty;

    /// <summary>Of a storage that was not started.</summary>
    public static StorageStatistics Empty { get; } = new(0, 0, []);
}

/// <summary>What one share holds at one moment.</summary>
/// <param name="Share">Its lasting identity.</param>
/// <param name="Name">Its present name.</param>
/// <param name="BytesAtRisk">Acknowledged bytes that are in the log only: safe from a crash, not from the loss of this machine's disk.</param>
/// <param name="BlocksUnderWay">Blocks that are being stored now.</param>
/// <param name="UploadFailure">What the last upload failed with; <see cref="FsError.None"/> when it succeeded.</param>
public sealed record ShareStorageStatistics(ShareId Share, ShareName Name, long BytesAtRisk, int BlocksUnderWay, FsError UploadFailure)
{
    /// <summary>How long the oldest of <see cref="BytesAtRisk"/> have been so, to a quarter of a second, also across restarts; zero without any.</summary>
    public TimeSpan AtRiskAge { get; init; }

    /// <summary>Bytes that its files hold, as their owners are charged for them.</summary>
    public long BytesHeld { get; init; }

    /// <summary>Bytes that the share may have in the log before its writers wait.</summary>
    public long LogBudgetBytes { get; init; }

    /// <summary>What it uploads.</summary>
    public UploadProgress Uploads { get; init; }

    /// <summary>Where what was read came from; null for a block store on this machine, which needs no cache.</summary>
    public CacheReads? Reads { get; init; }

    /// <summary>A block is being stored now.</summary>
    public bool IsUploading => BlocksUnderWay > 0;
}
