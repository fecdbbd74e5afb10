using System.ComponentModel.DataAnnotations;

namespace DittoFs.Web.Api.Contracts;

/// <summary>A key that stands for an account.</summary>
/// <param name="Id">The lasting identity.</param>
/// <param name="Name">What people call it.</param>
/// <param name="User">The account that it is of.</param>
/// <param name="Prefix">How the key begins; the rest is known to its owner alone.</param>
/// <param name="Role">The most that it may do; never more than the account may.</param>
/// <param name="ReadOnly">It changes nothing.</param>
/// <param name="Scopes">The resources that it is for, such as <c>shares</c>; empty for all.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">When it ends; null for never.</param>
/// <param name="LastUsedAt">When it was used last; null for never.</param>
/// <param name="LastUsedFrom">From which address it was used last.</param>
public sealed record ApiKeyResponse(
    Guid Id, string Name, string User, string Prefix, AccountRole Role, bool ReadOnly, IReadOnlyList<string> Scopes,
    DateTime CreatedAt, DateTime? ExpiresAt, DateTime? LastUsedAt, string? LastUsedFrom);

/// <summary>A new key.</summary>
/// <param name="Key">The key itself. It is told this once; whoever has it is the account, as far as the key goes.</param>
/// <param name="Info">What is kept of it.</param>
public sealed record CreatedApiKeyResponse(string Key, ApiKeyResponse Info);

/// <summary>A key to make for the caller's own account.</summary>
public sealed record CreateApiKeyRequest
{
    /// <summary>What people call it; no other key of the account has the name.</summary>
    /// <example>backup-script</example>
    [Required, RegularExpression(@"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")]
    public string Name { get; init; } = "";

    /// <summary>The most that it may do; the account's role when left out.</summary>
    public AccountRole? Role { get; init; }

    /// <summary>It changes nothing.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>The resources that it is for: the first part of a path below <c>/api/v1</c>, such as <c>shares</c>; all when empty.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>When it ends; never when left out.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}
