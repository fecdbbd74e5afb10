using System.Collections.Frozen;
using DittoFs.Storage.Primitives;

namespace DittoFs.Protocols.Authentication;

/// <summary>The groups of known users. Immutable.</summary>
/// <param name="groupsByUid">The gids of each known uid.</param>
public sealed class CredentialTable(IEnumerable<KeyValuePair<uint, IReadOnlyList<uint>>> groupsByUid)
{
    private readonly FrozenDictionary<uint, IReadOnlyList<uint>> groupsByUid = groupsByUid.ToFrozenDictionary();

    /// <summary>Nobody is known.</summary>
    public static CredentialTable Empty { get; } = new([]);

    /// <summary>
    /// The identity of <paramref name="claimed"/> with the groups that are known of its uid added: AUTH_SYS has room for sixteen, and the server's own knowledge
    /// has no such limit.
    /// </summary>
    public Caller Complete(Caller claimed) => !claimed.IsAnonymous && groupsByUid.TryGetValue(claimed.Uid, out var known)
        ? new Caller(claimed.Uid, claimed.Gid, [.. claimed.Groups.Union(known)])
        : claimed;
}
