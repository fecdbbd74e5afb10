using System.ComponentModel.DataAnnotations;

namespace DittoFs.Web.Api.Contracts;

/// <summary>A group of accounts.</summary>
/// <param name="Id">The lasting identity.</param>
/// <param name="Name">Its name.</param>
/// <param name="Gid">Its number, which members have on every share.</param>
/// <param name="Description">What it is for.</param>
/// <param name="MemberCount">How many accounts are members.</param>
/// <param name="Version">Changes with every change.</param>
public sealed record GroupResponse(Guid Id, string Name, uint Gid, string Description, int MemberCount, string Version);

/// <summary>A member of a group.</summary>
/// <param name="Id">The account's lasting identity.</param>
/// <param name="UserName">Its name.</param>
/// <param name="DisplayName">Its name for people.</param>
/// <param name="Uid">Its user number.</param>
public sealed record MemberResponse(Guid Id, string UserName, string DisplayName, uint Uid);

/// <summary>A new group.</summary>
public sealed record CreateGroupRequest
{
    /// <summary>1 to 64 letters, digits, '.', '_' or '-', starting with a letter or '_'. Unique without regard to case.</summary>
    /// <example>engineering</example>
    [Required, RegularExpression(Patterns.AccountName, ErrorMessage = Patterns.AccountNameRule)]
    public string Name { get; init; } = "";

    /// <summary>The group number, unique; the next free one from 10000 when left out.</summary>
    /// <example>5001</example>
    [Range(1, 4294967294)]
    public uint? Gid { get; init; }

    /// <summary>What it is for.</summary>
    /// <example>Builds and releases</example>
    [StringLength(512)]
    public string? Description { get; init; }
}

/// <summary>A change of a group. What is left out stays as it is.</summary>
public sealed record UpdateGroupRequest
{
    /// <summary>A new name.</summary>
    [RegularExpression(Patterns.AccountName, ErrorMessage = Patterns.AccountNameRule)]
    public string? Name { get; init; }

    /// <summary>A new group number.</summary>
    [Range(1, 4294967294)]
    public uint? Gid { get; init; }

    /// <summary>What it is for.</summary>
    [StringLength(512)]
    public string? Description { get; init; }

    /// <summary>The version that the change is meant for.</summary>
    public string? Version { get; init; }
}
