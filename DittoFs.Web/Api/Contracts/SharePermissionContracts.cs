using System.ComponentModel.DataAnnotations;

namespace DittoFs.Web.Api.Contracts;

/// <summary>What one user or group may do on a share.</summary>
/// <param name="Id">The lasting identity of the user or group.</param>
/// <param name="Name">Its name.</param>
/// <param name="Number">Its uid or gid.</param>
/// <param name="Permission">What it may do.</param>
public sealed record PermissionEntry(Guid Id, string Name, uint Number, PermissionLevel Permission);

/// <summary>Who may do what on a share.</summary>
/// <param name="Default">What everybody has who is not named.</param>
/// <param name="Users">Entries of users, ordered by name. Such an entry decides alone.</param>
/// <param name="Groups">Entries of groups, ordered by name. The highest of these and the default counts.</param>
public sealed record SharePermissionsResponse(PermissionLevel Default, IReadOnlyList<PermissionEntry> Users, IReadOnlyList<PermissionEntry> Groups);

/// <summary>A permission to give.</summary>
public sealed record SetPermissionRequest
{
    /// <summary>What the user or group may do from now on.</summary>
    [Required]
    public PermissionLevel? Permission { get; init; }
}

/// <summary>What a user may do on a share, and which rule says so.</summary>
/// <param name="Permission">What he may do, before mode bits have their say.</param>
/// <param name="DecidedBy">The rule that decides, in words.</param>
public sealed record EffectivePermissionResponse(PermissionLevel Permission, string DecidedBy);

/// <summary>A rule that lets clients use a share.</summary>
/// <param name="Id">The lasting identity.</param>
/// <param name="Network">An address or a network in CIDR notation.</param>
/// <param name="ReadOnly">Only reading is allowed from there.</param>
public sealed record ClientRuleResponse(Guid Id, string Network, bool ReadOnly);

/// <summary>A rule to make. The longest prefix that matches a client decides; a client that no rule matches is refused.</summary>
public sealed record ClientRuleRequest
{
    /// <summary>An address, or a network in CIDR notation with no bits beyond its prefix.</summary>
    /// <example>192.168.1.0/24</example>
    [Required, StringLength(64)]
    public string Network { get; init; } = "";

    /// <summary>Only reading is allowed from there.</summary>
    public bool ReadOnly { get; init; }
}

/// <summary>All client rules of a share.</summary>
public sealed record SetClientRulesRequest
{
    /// <summary>The rules; they replace those that there are.</summary>
    [Required]
    public IReadOnlyList<ClientRuleRequest> Rules { get; init; } = [];
}
