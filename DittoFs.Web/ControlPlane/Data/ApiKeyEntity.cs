using DittoFs.Web.Api.Contracts;

namespace DittoFs.Web.ControlPlane.Data;

/// <summary>A key that stands for an account. Only the hash of its secret is kept.</summary>
internal sealed class ApiKeyEntity
{
    /// <summary>The identity.</summary>
    public Guid Id { get; init; }

    /// <summary>The account that it is of.</summary>
    public Guid UserId { get; init; }

    /// <summary>The account that it is of.</summary>
    public ApplicationUser? User { get; init; }

    /// <summary>What people call it; unique among the keys of the account, without regard to case.</summary>
    public required string Name { get; init; }

    /// <summary>The name in upper case.</summary>
    public required string NormalizedName { get; init; }

    /// <summary>The public part of the key, by which it is found.</summary>
    public required string Prefix { get; init; }

    /// <summary>SHA-256 of the whole key, which has 256 bits of chance.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>The most that it may do, whatever the account may.</summary>
    public AccountRole Role { get; init; }

    /// <summary>It changes nothing.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>The resources that it is for, separated by commas; empty for all.</summary>
    public string Scopes { get; init; } = "";

    /// <summary>When it was made, UTC.</summary>
    public DateTime CreatedAt { get; init; }

    /// <summary>When it ends, UTC; null for never.</summary>
    public DateTime? ExpiresAt { get; init; }

    /// <summary>When it was used last, UTC, to the minute.</summary>
    public DateTime? LastUsedAt { get; set; }

    /// <summary>From where it was used last.</summary>
    public string? LastUsedFrom { get; set; }
}
