namespace DittoFs.Web.Api.Contracts;

/// <summary>Changes to the permissions on a share, which are made together or not at all. Who is not named keeps what he has.</summary>
public sealed record ChangePermissionsRequest
{
    /// <summary>What users may do from now on, by name; null takes the entry of a user away.</summary>
    [EntriesMax(1000)]
    public IReadOnlyDictionary<string, PermissionLevel?> Users { get; init; } = new Dictionary<string, PermissionLevel?>();

    /// <summary>What the members of groups may do from now on, by name; null takes the entry of a group away.</summary>
    [EntriesMax(1000)]
    public IReadOnlyDictionary<string, PermissionLevel?> Groups { get; init; } = new Dictionary<string, PermissionLevel?>();
}

/// <summary>What changes of permissions would mean for one user.</summary>
/// <param name="UserName">The user.</param>
/// <param name="Uid">His uid.</param>
/// <param name="Before">What he may do now.</param>
/// <param name="After">What he could do then.</param>
/// <param name="DecidedBy">The rule that decides now, in words.</param>
/// <param name="WouldBeDecidedBy">The rule that would decide then, in words.</param>
public sealed record PermissionEffect(string UserName, uint Uid, PermissionLevel Before, PermissionLevel After, string DecidedBy, string WouldBeDecidedBy);

/// <summary>Who would gain and who would lose by changes of permissions.</summary>
/// <param name="Gaining">How many users could do more.</param>
/// <param name="Losing">How many users could do less.</param>
/// <param name="Users">The users, those who would lose first, then by name; the first 200.</param>
public sealed record PermissionPreviewResponse(int Gaining, int Losing, IReadOnlyList<PermissionEffect> Users);
