namespace DittoFs.Web.ControlPlane.Data;

/// <summary>A group of accounts.</summary>
internal sealed class GroupEntity : IVersioned
{
    /// <summary>The lasting identity.</summary>
    public Guid Id { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; set; }

    /// <summary>The name in upper case: unique.</summary>
    public required string NormalizedName { get; set; }

    /// <summary>Its number; unique, never 0.</summary>
    public uint Gid { get; set; }

    /// <summary>What it is for.</summary>
    public string Description { get; set; } = "";

    /// <inheritdoc/>
    public Guid Version { get; set; }

    /// <summary>Its members.</summary>
    public List<MembershipEntity> Memberships { get; } = [];
}

/// <summary>One account in one group.</summary>
internal sealed class MembershipEntity
{
    /// <summary>The group.</summary>
    public Guid GroupId { get; init; }

    /// <summary>The account.</summary>
    public Guid UserId { get; init; }

    /// <summary>The group.</summary>
    public GroupEntity? Group { get; init; }

    /// <summary>The account.</summary>
    public ApplicationUser? User { get; init; }
}
