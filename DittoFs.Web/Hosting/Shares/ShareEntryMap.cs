using System.Collections.Immutable;
using System.Net;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;

namespace DittoFs.Web.Hosting.Shares;

/// <summary>Translates between stored entries and running definitions.</summary>
internal static class ShareEntryMap
{
    /// <summary>The entry of <paramref name="share"/>.</summary>
    public static ShareEntry ToEntry(ShareDefinition share) => new()
    {
        Id = share.Id.Value,
        Name = share.Name.Value,
        Metadata = share.Metadata.ToString(),
        Blocks = share.Blocks.ToString(),
        Durability = share.Durability.ToString(),
        ReadOnly = share.ReadOnly,
        Squash = share.Squash.ToString(),
        AnonymousUid = share.AnonymousUid,
        AnonymousGid = share.AnonymousGid,
        AllowAnonymous = share.AllowAnonymous,
        DefaultPermission = share.Permissions.Default.ToString(),
        Users = ToEntries(share.Permissions.Users),
        Groups = ToEntries(share.Permissions.Groups),
        Clients = [.. share.ClientRules.Select(rule => new ClientEntry(rule.Network.ToString(), rule.ReadOnly))],
        RootUid = share.RootUid,
        RootGid = share.RootGid,
        RootMode = Convert.ToString(share.RootMode, 8),
        QuotaBytes = share.QuotaBytes?.ToString(),
        QuotaNodes = share.QuotaNodes,
    };

    /// <summary>The definition of <paramref name="entry"/>.</summary>
    /// <exception cref="FormatException">A word, number or network is none that a share can have.</exception>
    public static ShareDefinition ToDefinition(ShareEntry entry) => new()
    {
        Id = new ShareId(entry.Id),
        Name = ShareName.Parse(entry.Name),
        Metadata = Word<MetadataStoreKind>(entry.Metadata) is var metadata and not (MetadataStoreKind.Postgres or MetadataStoreKind.Custom)
            ? metadata
            : throw new FormatException("A share in PostgreSQL or in a store of an added type can't be in this file, which has no place for what such a store needs."),
        Blocks = Word<BlockStoreKind>(entry.Blocks) is var blocks and not BlockStoreKind.Custom
            ? blocks
            : throw new FormatException("A share on a block store of an added type can't be in this file, which has no place for what such a store needs."),
        Durability = Word<DurabilityTier>(entry.Durability),
        ReadOnly = entry.ReadOnly,
        Squash = Word<SquashMode>(entry.Squash),
        AnonymousUid = entry.AnonymousUid != 0 ? entry.AnonymousUid : throw new FormatException("anonymousUid can't be 0: a guest is never root."),
        AnonymousGid = entry.AnonymousGid,
        AllowAnonymous = entry.AllowAnonymous,
        Permissions = new SharePermissionTable
        {
            Users = ToTable(entry.Users),
            Groups = ToTable(entry.Groups),
            Default = Word<SharePermission>(entry.DefaultPermission),
        },
        ClientRules = [.. entry.Clients.Select(client => new ClientRule(IPNetwork.Parse(client.Network), client.ReadOnly))],
        RootUid = entry.RootUid,
        RootGid = entry.RootGid,
        RootMode = Octal(entry.RootMode),
        QuotaBytes = entry.QuotaBytes is { } quota ? ByteSize.Parse(quota) : null,
        QuotaNodes = entry.QuotaNodes,
    };

    private static ImmutableArray<PermissionEntry> ToEntries(ImmutableDictionary<uint, SharePermission> table) =>
        [.. table.OrderBy(pair => pair.Key).Select(pair => new PermissionEntry(pair.Key, pair.Value.ToString()))];

    private static ImmutableDictionary<uint, SharePermission> ToTable(IReadOnlyList<PermissionEntry> entries)
    {
        var table = ImmutableDictionary.CreateBuilder<uint, SharePermission>();
        foreach (var entry in entries)
        {
            if (!table.TryAdd(entry.Id, Word<SharePermission>(entry.Permission)))
            {
                throw new FormatException($"{entry.Id} has two permissions.");
            }
        }

        return table.ToImmutable();
    }

    // Enum.Parse also takes numbers, which would let a file name members that do not exist.
    private static T Word<T>(string text)
        where T : struct, Enum =>
        Enum.GetNames<T>().Contains(text, StringComparer.OrdinalIgnoreCase)
            ? Enum.Parse<T>(text, ignoreCase: true)
            : throw new FormatException($"'{text}' is none of {string.Join(", ", Enum.GetNames<T>())}.");

    private static uint Octal(string text) => text.Length is > 0 and <= 4 && text.All(digit => digit is >= '0' and <= '7')
        ? Convert.ToUInt32(text, 8)
        : throw new FormatException($"'{text}' is not an octal mode such as 0770.");
}
