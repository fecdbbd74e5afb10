namespace DittoFs.Web.ControlPlane.Data;

/// <summary>A refresh token that was given out. Only its hash is kept.</summary>
internal sealed class RefreshTokenEntity : IVersioned
{
    /// <summary>The identity.</summary>
    public Guid Id { get; init; }

    /// <summary>The account that it is for.</summary>
    public Guid UserId { get; init; }

    /// <summary>The account that it is for.</summary>
    public ApplicationUser? User { get; init; }

    /// <summary>Shared by all tokens that came from one sign-in: they end together.</summary>
    public Guid Family { get; init; }

    /// <summary>SHA-256 of the token.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>The account's security stamp when it was given out; a token of another stamp is void.</summary>
    public required string SecurityStamp { get; init; }

    /// <summary>When it ends, UTC.</summary>
    public DateTime ExpiresAt { get; init; }

    /// <summary>When it was used, UTC. A second use means that somebody copied it.</summary>
    public DateTime? UsedAt { get; set; }

    /// <inheritdoc/>
    public Guid Version { get; set; }
}
