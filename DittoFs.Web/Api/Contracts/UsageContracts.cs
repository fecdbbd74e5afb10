using System.ComponentModel.DataAnnotations;

namespace DittoFs.Web.Api.Contracts;

/// <summary>What a share holds. Bytes are those of files, each rounded up to 4 KiB.</summary>
public sealed record ShareUsageResponse
{
    /// <summary>Bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>Files, directories and links, the root directory included.</summary>
    public required long Nodes { get; init; }

    /// <summary>Bytes that the share may hold; null for no limit.</summary>
    public long? QuotaBytes { get; init; }

    /// <summary>Files, directories and links that the share may hold; null for no limit.</summary>
    public long? QuotaNodes { get; init; }

    /// <summary>The same by owner: everybody who holds anything or has a limit of his own, in order of uids.</summary>
    public required IReadOnlyList<OwnerUsageResponse> Owners { get; init; }
}

/// <summary>What one owner holds on a share.</summary>
public sealed record OwnerUsageResponse
{
    /// <summary>The owner.</summary>
    public required uint Uid { get; init; }

    /// <summary>The account of that uid; null without one.</summary>
    public string? UserName { get; init; }

    /// <summary>Bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>Files, directories and links.</summary>
    public required long Nodes { get; init; }

    /// <summary>Bytes that he may hold; null for no limit.</summary>
    public long? QuotaBytes { get; init; }

    /// <summary>Files, directories and links that he may have; null for no limit.</summary>
    public long? QuotaNodes { get; init; }

    /// <summary>Whether he has a limit of his own, and not that of every owner.</summary>
    public required bool HasOwnQuota { get; init; }
}

/// <summary>A limit of one owner on a share.</summary>
public sealed record SetOwnerQuotaRequest
{
    /// <summary>Bytes that he may hold; 0 for no limit. Left out, what every owner has.</summary>
    /// <example>10737418240</example>
    [Range(0L, long.MaxValue)]
    public long? QuotaBytes { get; init; }

    /// <summary>Files, directories and links that he may have; 0 for no limit. Left out, what every owner has.</summary>
    /// <example>100000</example>
    [Range(0L, long.MaxValue)]
    public long? QuotaNodes { get; init; }
}

/// <summary>What a recount found.</summary>
/// <param name="Bytes">Bytes of all files, each rounded up to 4 KiB, as they were counted.</param>
/// <param name="Nodes">Files, directories and links, as they were counted.</param>
/// <param name="WrongOwners">Owners whose counters differed; they are corrected.</param>
public sealed record RecountResponse(long Bytes, long Nodes, int WrongOwners);
