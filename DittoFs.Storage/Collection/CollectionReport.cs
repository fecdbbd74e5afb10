using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Collection;

/// <summary>What a collection found and did, or has found and done so far. Bytes are those of whole blocks as they are stored.</summary>
public sealed record CollectionReport
{
    /// <summary><see cref="FsError.None"/>, or what ended it early. Nothing was deleted unless <see cref="DeletedBlocks"/> says so.</summary>
    public FsError Error { get; init; }

    /// <summary>What failed, for people; null when nothing did.</summary>
    public string? Reason { get; init; }

    /// <summary>Blocks in the store.</summary>
    public long Blocks { get; init; }

    /// <summary>Their bytes.</summary>
    public long Bytes { get; init; }

    /// <summary>Blocks that no file of any share needs, those of <see cref="DueBlocks"/> included, and old enough to be sure that none will.</summary>
    public long DeadBlocks { get; init; }

    /// <summary>Their bytes.</summary>
    public long DeadBytes { get; init; }

    /// <summary>Dead blocks whose grace is over: what is deleted, or would be without a dry run.</summary>
    public long DueBlocks { get; init; }

    /// <summary>Their bytes.</summary>
    public long DueBytes { get; init; }

    /// <summary>Blocks that were deleted.</summary>
    public long DeletedBlocks { get; init; }

    /// <summary>Their bytes.</summary>
    public long DeletedBytes { get; init; }

    /// <summary>The report of one that ended before it had looked at everything.</summary>
    public static CollectionReport Failed(FsError error, string reason) => new() { Error = error, Reason = reason };
}
