using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane.Accounts;
using DittoFs.Web.ControlPlane.Data;
using DittoFs.Web.ControlPlane.Running;
using DittoFs.Web.ControlPlane.Secrets;
using DittoFs.Web.ControlPlane.Stores;
using DittoFs.Web.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace DittoFs.Web.Tests.Web.ControlPlane.Scale;

/// <summary>
/// Fills a control plane past its services, and has it run what was written. Users are <c>user0000</c> and so on with uids from 20,000 up in descending order of
/// their names, groups <c>group000</c>, shares <c>share000</c>. Every user is in five groups, every share has permissions of ten users and five groups, three
/// client rules, which let in who comes from this machine and over a connection in memory, and five limits of owners.
/// </summary>
internal static class ManyRows
{
    /// <summary>The first uid.</summary>
    public const uint FirstUid = 20_000;

    /// <summary>The password of every user.</summary>
    public const string Password = "a password of many";

    private const int GroupsOfUser = 5;

    /// <summary>Adds rows until there are that many, and brings them into effect.</summary>
    public static async Task FillAsync(DittoFsApplication application, int users, int groups, int shares)
    {
        await using (var context = application.Services.GetRequiredService<ControlPlaneDatabase>().CreateDbContext())
        {
            var present = (Users: context.Users.Count(user => user.UserName!.StartsWith("user")), Groups: context.Groups.Count(), Shares: context.Shares.Count(share => share.Name != "export"));
            var box = application.Services.GetRequiredService<SecretBox>();
            var model = new ApplicationUser { Id = Guid.NewGuid(), UserName = "model" };
            application.Services.GetRequiredService<PasswordService>().Set(model, Password, mustChange: false);
            var hash = box.Open(model.NtHash!, SecretRows.PurposeOf(model))!;
            context.Groups.AddRange(Enumerable.Range(present.Groups, groups - present.Groups).Select(NewGroup));
            context.Users.AddRange(Enumerable.Range(present.Users, users - present.Users).Select(number => NewUser(number, model.PasswordHash!, hash, box)));
            await context.SaveChangesAsync();
            await AddSharesAsync(context, present.Shares, shares, users);
            await AddMembershipsAsync(context, present.Users);
        }

        await application.Services.GetRequiredService<Reconciler>().ApplyAsync(default);
    }

    private static GroupEntity NewGroup(int number) => new()
    {
        Id = Guid.NewGuid(), Name = $"group{number:D3}", NormalizedName = $"GROUP{number:D3}", Gid = 50_000 + (uint)number,
    };

    private static ApplicationUser NewUser(int number, string passwordHash, byte[] ntHash, SecretBox box)
    {
        var user = new ApplicationUser
        {
            Id = Guid.NewGuid(),
            UserName = $"user{number:D4}",
            NormalizedUserName = $"USER{number:D4}",
            Uid = FirstUid + 10_000 - (uint)number,
            Gid = FirstUid + 10_000 - (uint)number,
            SmbAllowed = true,
            PasswordHash = passwordHash,
            SecurityStamp = Guid.NewGuid().ToString("N"),
            CreatedAt = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddMinutes(number),
        };
        user.NtHash = box.Seal(ntHash, SecretRows.PurposeOf(user));
        return user;
    }

    private static async Task AddMembershipsAsync(ControlPlaneDbContext context, int firstUser)
    {
        var users = context.Users.Where(user => user.UserName!.StartsWith("user")).OrderBy(user => user.UserName).Select(user => user.Id).ToList();
        var groups = context.Groups.OrderBy(group => group.Name).Select(group => group.Id).ToList();
        for (var number = firstUser; number < users.Count; number++)
        {
            var own = Enumerable.Range(number, Math.Min(GroupsOfUser, groups.Count)).Select(group => groups[group % groups.Count]);
            context.Memberships.AddRange(own.Select(group => new MembershipEntity { GroupId = group, UserId = users[number] }));
        }

        await context.SaveChangesAsync();
    }

    private static async Task AddSharesAsync(ControlPlaneDbContext context, int first, int count, int userCount)
    {
        var users = context.Users.OrderBy(user => user.UserName).Select(user => user.Id).ToList();
        var groups = context.Groups.OrderBy(group => group.Name).Select(group => group.Id).ToList();
        var metadata = (await context.FindStoreAsync(StoreUse.Metadata, BuiltInStores.Memory, default))!.Id;
        var blocks = (await context.FindStoreAsync(StoreUse.Block, BuiltInStores.Memory, default))!.Id;
        for (var number = first; number < count; number++)
        {
            var share = new ShareEntity
            {
                Id = Guid.NewGuid(),
                Name = $"share{number:D3}",
                NormalizedName = $"SHARE{number:D3}",
                MetadataStoreId = metadata,
                BlockStoreId = blocks,
                RootMode = 0x1FF,
                CreatedAt = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddMinutes(-number),
            };
            share.ClientRules.AddRange(new[] { "127.0.0.0/8", "192.0.2.0/24", $"10.{number}.0.0/16" }.Select(network => new ClientRuleEntity { Id = Guid.NewGuid(), Network = network }));
            share.UserPermissions.AddRange(Enumerable.Range(number, 10).Select(user => users[user % userCount]).Distinct().Select(user =>
                new ShareUserPermissionEntity { UserId = user, Permission = PermissionLevel.ReadWrite }));
            share.GroupPermissions.AddRange(Enumerable.Range(number, 5).Select(group => groups[group % groups.Count]).Distinct().Select(group =>
                new ShareGroupPermissionEntity { GroupId = group, Permission = PermissionLevel.ReadWrite }));
            share.OwnerQuotas.AddRange(Enumerable.Range(0, 5).Select(owner => new OwnerQuotaEntity { Uid = FirstUid + (uint)owner, QuotaBytes = 1 << 30 }));
            context.Shares.Add(share);
        }

        await context.SaveChangesAsync();
    }
}
