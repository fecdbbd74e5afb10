using System.Collections.Immutable;
using System.Net;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;

namespace DittoFs.Web.Hosting.QuickStart;

/// <summary>The share that a quick start makes, and how a later one changes it.</summary>
internal static class QuickStartShare
{
    private const uint OwnerAndGroupOnly = 0x1F8; // 0770

    private static readonly ImmutableArray<ClientRule> Loopback =
    [
        new(IPNetwork.Parse("127.0.0.0/8")), new(new IPNetwork(IPAddress.IPv6Loopback, 128)),
    ];

    /// <summary>The one name that quick starts use.</summary>
    public static ShareName Name { get; } = ShareName.Parse("export");

    /// <summary>
    /// The definitions with the quick-start share as <paramref name="request"/> wants it. A share that exists keeps its identity, its owner and its
    /// stores; who may reach it and how root is treated follow the request.
    /// </summary>
    public static ImmutableArray<ShareDefinition> Apply(ImmutableArray<ShareDefinition> definitions, QuickStartRequest request)
    {
        var existing = definitions.FirstOrDefault(definition => definition.Name == Name);
        var wanted = With(existing ?? Create(request.Owner), request);
        return existing is null ? definitions.Add(wanted) : definitions.Replace(existing, wanted);
    }

    // Everybody may read and write as far as this table goes: the root directory's mode 0770 keeps all but the owner and his group out.
    private static ShareDefinition Create(Invoker owner) => new()
    {
        Id = new ShareId(Guid.NewGuid()),
        Name = Name,
        AnonymousUid = owner.Uid,
        AnonymousGid = owner.Gid,
        RootUid = owner.Uid,
        RootGid = owner.Gid,
        RootMode = OwnerAndGroupOnly,
        Permissions = new SharePermissionTable
        {
            Users = ImmutableDictionary<uint, SharePermission>.Empty.Add(owner.Uid, SharePermission.Admin),
            Default = SharePermission.ReadWrite,
        },
    };

    private static ShareDefinition With(ShareDefinition share, QuickStartRequest request) => share with
    {
        Squash = request.TrustRoot ? SquashMode.RootToAdmin : SquashMode.RootToGuest,
        ClientRules = [.. Loopback, .. request.Clients.Select(network => new ClientRule(network))],
        Permissions = share.Permissions with
        {
            Users = request.TrustRoot ? share.Permissions.Users.SetItem(0, SharePermission.Admin) : share.Permissions.Users.Remove(0),
        },
    };
}
