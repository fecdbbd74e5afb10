using System.Collections.Immutable;
using DittoFs.Protocols.Authentication;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane.Accounts;
using DittoFs.Web.ControlPlane.Adapters;
using DittoFs.Web.ControlPlane.Data;
using DittoFs.Web.ControlPlane.Stores;
using Microsoft.EntityFrameworkCore;

namespace DittoFs.Web.ControlPlane.Running;

/// <summary>Reads what should run out of the database.</summary>
internal sealed class WantedStateReader(ControlPlaneDatabase database, IEnumerable<ProtocolAdapter> adapters, PasswordService passwords, StoreSecrets secrets)
{
    /// <summary>The wanted state now.</summary>
    public async Task<WantedState> ReadAsync(CancellationToken cancellationToken)
    {
        await using var context = database.CreateDbContext();
        var users = await context.Users.AsNoTracking().Include(user => user.Memberships).ThenInclude(row => row.Group).ToListAsync(cancellationToken);
        var shares = await context.Shares.AsNoTracking().AsSplitQuery()
            .Include(share => share.MetadataStore)
            .Include(share => share.BlockStore)
            .Include(share => share.UserPermissions).ThenInclude(entry => entry.User)
            .Include(share => share.GroupPermissions).ThenInclude(entry => entry.Group)
            .Include(share => share.ClientRules)
            .Include(share => share.OwnerQuotas)
            .OrderBy(share => share.NormalizedName)
            .ToListAsync(cancellationToken);
        var rows = await context.Adapters.AsNoTracking().ToListAsync(cancellationToken);
        var groups = await context.Groups.AsNoTracking().ToListAsync(cancellationToken);
        var disabledUids = users.Where(user => !user.Enabled).Select(user => user.Uid).ToImmutableArray();
        return new WantedState(
            [.. shares.Select(share => new WantedShare(
                ShareDefinitionMap.ToDefinition(share, disabledUids, secrets.ReadDatabase(share.MetadataStore!), secrets.ReadLocation(share.BlockStore!)), share.Enabled))],
            adapters.ToImmutableSortedDictionary(adapter => adapter.Name, adapter => adapter.Resolve(rows.Find(row => row.Name == adapter.Name))),
            [.. users.Where(user => user.Enabled).Select(ToAccount)],
            users.Where(user => user.Enabled).ToImmutableSortedDictionary(user => user.Uid, GroupsOf),
            ToSmb(users, groups));
    }

    private SmbAccountTable ToSmb(IReadOnlyCollection<ApplicationUser> users, IReadOnlyCollection<GroupEntity> groups)
    {
        var administrators = users.Where(user => user is { Enabled: true, Role: AccountRole.Admin }).ToList();
        return new SmbAccountTable(
            users.Where(user => user is { Enabled: true, SmbAllowed: true }).Select(ToNtlm).OfType<NtlmAccount>(),
            users.Select(user => KeyValuePair.Create(user.Uid, user.UserName!)),
            groups.Select(group => KeyValuePair.Create(group.Gid, group.Name)),
            administrators is [var last] ? last.UserName : null);
    }

    private NtlmAccount? ToNtlm(ApplicationUser user) => passwords.ReadNtHash(user) is { } hash
        ? new NtlmAccount(user.UserName!, user.Uid, user.Gid, GroupsOf(user), hash, user.SecurityStamp!, user.MustChangePassword)
        : null;

    private static AccountState ToAccount(ApplicationUser user) => new(user.Id, user.UserName!, user.Role, user.MustChangePassword, user.SecurityStamp!);

    private static ImmutableArray<uint> GroupsOf(ApplicationUser user) => [.. user.Memberships.Select(row => row.Group!.Gid).Append(user.Gid).Distinct().Order()];
}
