using System.Collections.Frozen;
using DittoFs.Protocols.Authentication;

namespace DittoFs.Web.ControlPlane.Running;

/// <summary>What the SMB server knows of accounts at one moment. Immutable.</summary>
internal sealed class SmbAccountTable
{
    private readonly FrozenDictionary<string, NtlmAccount> accounts;
    private readonly FrozenDictionary<uint, string> userNames;
    private readonly FrozenDictionary<uint, string> groupNames;
    private readonly FrozenDictionary<string, uint> users;
    private readonly FrozenDictionary<string, uint> groups;

    /// <summary>The table of these accounts and names.</summary>
    /// <param name="accounts">Who may sign in.</param>
    /// <param name="users">Numbers and names of all users.</param>
    /// <param name="groups">Numbers and names of all groups.</param>
    /// <param name="lastAdministrator">The only enabled administrator; null if there are more or none.</param>
    public SmbAccountTable(
        IEnumerable<NtlmAccount> accounts, IEnumerable<KeyValuePair<uint, string>> users, IEnumerable<KeyValuePair<uint, string>> groups, string? lastAdministrator)
    {
        this.accounts = accounts.ToFrozenDictionary(account => account.Name, StringComparer.OrdinalIgnoreCase);
        userNames = users.ToFrozenDictionary();
        groupNames = groups.ToFrozenDictionary();
        this.users = userNames.ToFrozenDictionary(user => user.Value, user => user.Key, StringComparer.OrdinalIgnoreCase);
        this.groups = groupNames.ToFrozenDictionary(group => group.Value, group => group.Key, StringComparer.OrdinalIgnoreCase);
        LastAdministrator = lastAdministrator;
    }

    /// <summary>Nobody.</summary>
    public static SmbAccountTable Empty { get; } = new([], [], [], null);

    /// <summary>The only enabled administrator; null if there are more or none.</summary>
    public string? LastAdministrator { get; }

    /// <summary>Who may sign in by that name.</summary>
    public NtlmAccount? Find(string name) => accounts.GetValueOrDefault(name);

    /// <summary>What a user is called.</summary>
    public string? FindUserName(uint uid) => userNames.GetValueOrDefault(uid);

    /// <summary>What a group is called.</summary>
    public string? FindGroupName(uint gid) => groupNames.GetValueOrDefault(gid);

    /// <summary>The number of a user.</summary>
    public uint? FindUser(string name) => users.TryGetValue(name, out var uid) ? uid : null;

    /// <summary>The number of a group.</summary>
    public uint? FindGroup(string name) => groups.TryGetValue(name, out var gid) ? gid : null;

    /// <summary>This table with the objects of <paramref name="before"/> for the accounts that have not changed, and whether any has.</summary>
    public (SmbAccountTable Table, bool HasChanged) After(SmbAccountTable before)
    {
        var kept = accounts.Values.Select(account => before.Find(account.Name) is { } known && AreEqual(known, account) ? known : account).ToList();
        var isSame = kept.Count == before.accounts.Count && kept.TrueForAll(account => ReferenceEquals(account, before.Find(account.Name)));
        return (new SmbAccountTable(kept, userNames, groupNames, LastAdministrator), !isSame);
    }

    private static bool AreEqual(NtlmAccount left, NtlmAccount right) =>
        left with { Groups = right.Groups, NtHash = right.NtHash } == right
        && left.Groups.SequenceEqual(right.Groups)
        && left.NtHash.Span.SequenceEqual(right.NtHash.Span);
}
