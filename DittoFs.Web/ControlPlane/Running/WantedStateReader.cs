using System.Collections.Immutable;
using DittoFs.Web.ControlPlane.Adapters;
using DittoFs.Web.ControlPlane.Data;
using DittoFs.Web.ControlPlane.Stores;
using Microsoft.EntityFrameworkCore;

namespace DittoFs.Web.ControlPlane.Running;

/// <summary>Reads what should run out of the database.</summary>
internal sealed class WantedStateReader(ControlPlaneDatabase database, NfsAdapter nfs, StoreSecrets secrets)
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
            .OrderBy(share => share.NormalizedName)
            .ToListAsync(cancellationToken);
        var adapter = await context.Adapters.AsNoTracking().FirstOrDefaultAsync(row => row.Name == NfsAdapter.Name, cancellationToken);
        var disabledUids = users.Where(user => !user.Enabled).Select(user => user.Uid).ToImmutableArray();
        return new WantedState(
            [.. shares.Select(share => new WantedShare(
                ShareDefinitionMap.ToDefinition(share, disabledUids, secrets.ReadDatabase(share.MetadataStore!), secrets.ReadBucket(share.BlockStore!)), share.Enabled))],
            nfs.Resolve(adapter),
            [.. users.Where(user => user.Enabled).Select(ToAccount)],
            users.Where(user => user.Enabled).ToImmutableSortedDictionary(user => user.Uid, GroupsOf));
    }

    private static AccountState ToAccount(ApplicationUser user) => new(user.Id, user.UserName!, user.Role, user.MustChangePassword, user.SecurityStamp!);

    private static ImmutableArray<uint> GroupsOf(ApplicationUser user) => [.. user.Memberships.Select(row => row.Group!.Gid).Append(user.Gid).Distinct().Order()];
}
