using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane.Accounts;
using DittoFs.Web.ControlPlane.Audit;
using DittoFs.Web.ControlPlane.Data;
using DittoFs.Web.Hosting.QuickStart;
using Microsoft.EntityFrameworkCore;

namespace DittoFs.Web.ControlPlane.FirstStart;

/// <summary>Puts what a quick start asks for into the control plane: an administrator if there is none, and the share.</summary>
internal sealed class QuickStartService(ControlPlaneDatabase database, PasswordService passwords, InitialPassword initialPassword, AuditLog audit, TimeProvider clock, ILogger<QuickStartService> log)
{
    /// <summary>The name of the administrator.</summary>
    public const string AdministratorName = "admin";

    /// <summary>Does what <paramref name="request"/> asks for, in one transaction.</summary>
    public async Task RunAsync(QuickStartRequest request, CancellationToken cancellationToken)
    {
        await using var context = database.CreateDbContext();
        if (request.TrustRoot)
        {
            log.RootTrusted(QuickStartShare.Name);
        }

        var owner = await FindOrMakeAdministratorAsync(context, request.Owner, cancellationToken);
        var name = QuickStartShare.Name.ToUpperInvariant();
        var share = await context.Shares.Include(row => row.ClientRules).FirstOrDefaultAsync(row => row.NormalizedName == name, cancellationToken);
        if (share is null)
        {
            share = await QuickStartShare.MakeAsync(context, request.Owner, clock, cancellationToken);
            if (owner is not null)
            {
                context.ShareUserPermissions.Add(new ShareUserPermissionEntity { ShareId = share.Id, UserId = owner.Id, Permission = PermissionLevel.Admin });
            }
        }

        QuickStartShare.Apply(context, share, request);
        context.Audit.Add(audit.Describe(Actor.Server, "quick-start", QuickStartShare.Name, succeeded: true, detail: null));
        await audit.SaveAsync(context, cancellationToken);
    }

    /// <summary>Makes the administrator if there is none; whether it did.</summary>
    public async Task<bool> MakeAdministratorAsync(Invoker owner, CancellationToken cancellationToken)
    {
        await using var context = database.CreateDbContext();
        if (await context.Users.AnyAsync(user => user.Role == AccountRole.Admin, cancellationToken))
        {
            return false;
        }

        await FindOrMakeAdministratorAsync(context, owner, cancellationToken);
        await audit.SaveAsync(context, cancellationToken);
        return true;
    }

    /// <summary>The account that the share is for: the new administrator, or the one who has the starter's uid.</summary>
    private async Task<ApplicationUser?> FindOrMakeAdministratorAsync(ControlPlaneDbContext context, Invoker owner, CancellationToken cancellationToken)
    {
        if (await context.Users.AnyAsync(user => user.Role == AccountRole.Admin, cancellationToken))
        {
            return await context.Users.FirstOrDefaultAsync(user => user.Uid == owner.Uid, cancellationToken);
        }

        var administrator = new ApplicationUser
        {
            Id = Guid.CreateVersion7(clock.GetUtcNow()),
            UserName = AdministratorName,
            NormalizedUserName = AdministratorName.ToUpperInvariant(),
            DisplayName = "Administrator",
            Uid = owner.Uid,
            Gid = owner.Gid,
            Role = AccountRole.Admin,
            SmbAllowed = true,
            CreatedAt = clock.GetUtcNow().UtcDateTime,
        };
        var (password, mustChange) = initialPassword.Choose(AdministratorName);
        passwords.Set(administrator, password, mustChange);
        context.Users.Add(administrator);
        context.Audit.Add(audit.Describe(Actor.Server, "user.create", AdministratorName, succeeded: true, $"uid {owner.Uid}, role {AccountRole.Admin}"));
        log.AdministratorMade(AdministratorName, owner.Uid);
        return administrator;
    }
}
