namespace DittoFs.Web.ControlPlane.Data;

/// <summary>Something that somebody did or tried. Written in the transaction of the change itself; never changed after that.</summary>
internal sealed class AuditEntity
{
    /// <summary>Grows with time.</summary>
    public long Id { get; init; }

    /// <summary>When, UTC.</summary>
    public DateTime Time { get; init; }

    /// <summary>Who, by the name of that time.</summary>
    public required string Actor { get; init; }

    /// <summary>Who, by identity; null for the server itself and for names that are no account's.</summary>
    public Guid? ActorId { get; init; }

    /// <summary>From where; null for the server itself.</summary>
    public string? Address { get; init; }

    /// <summary>What, such as <c>share.create</c>.</summary>
    public required string Action { get; init; }

    /// <summary>To what, by name.</summary>
    public required string Subject { get; init; }

    /// <summary>Whether it was done.</summary>
    public bool Succeeded { get; init; }

    /// <summary>What changed, or why not. Never a secret.</summary>
    public string? Detail { get; init; }

    /// <summary>By which way in; null for entries of versions that did not write it down.</summary>
    public string? Via { get; init; }

    /// <summary>The changed fields before, a JSON object; null where there was nothing.</summary>
    public string? Before { get; init; }

    /// <summary>The changed fields after, a JSON object; null where there is nothing left.</summary>
    public string? After { get; init; }

    /// <summary>The place in the chain, from 1 and without a gap.</summary>
    public long? Sequence { get; set; }

    /// <summary>SHA-256 over this entry and the hash of the one before.</summary>
    public byte[]? Hash { get; set; }
}
