using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane.Changes;
using DittoFs.Web.ControlPlane.Data;
using DittoFs.Web.ControlPlane.Running;
using DittoFs.Web.ControlPlane.Stores;
using Microsoft.EntityFrameworkCore;

namespace DittoFs.Web.ControlPlane.Shares;

/// <summary>Shares that were deleted: list, bring back, remove for good.</summary>
internal sealed class DeletedShareService(
    ControlPlaneDatabase database, ControlPlaneChanges changes, ShareService shares, StoreSecrets secrets, IStorageEngine engine, TimeProvider clock)
{
    /// <summary>Deleted shares, the newest first.</summary>
    public async Task<Page<DeletedShareResponse>> ListAsync(ListQuery query, CancellationToken cancellationToken)
    {
        await using var context = database.CreateDbContext();
        var rows = Deleted(context).AsNoTracking()
            .Where(share => query.Search == null || share.NormalizedName.Contains(query.NormalizedSearch))
            .OrderByDescending(share => share.DeletedAt).ThenBy(share => share.Id);
        return await query.PageAsync(rows, ToResponse, cancellationToken);
    }

    /// <summary>Brings a share back as it was, under the name that it had or another. It runs when this returns, or its status says why not.</summary>
    public async Task<Outcome<ShareResponse>> RestoreAsync(Actor actor, Guid id, RestoreShareRequest request, CancellationToken cancellationToken)
    {
        var restored = await changes.RunAsync<Guid>(
            actor,
            async (context, token) =>
            {
                if (await Deleted(context).FirstOrDefaultAsync(share => share.Id == id, token) is not { } share)
                {
                    return Unknown(id);
                }

                if (share.KeepUntil <= clock.GetUtcNow().UtcDateTime)
                {
                    return new Failure(ControlPlaneError.DeletedShareGone, $"The files of '{share.Name}' are being removed; it can't be brought back any more.");
                }

                share.Name = request.Name ?? share.Name;
                share.NormalizedName = share.Name.ToUpperInvariant();
                (share.DeletedAt, share.KeepUntil) = (null, null);
                return await context.CheckUniqueAsync(share, token) is { } failure ? failure : new Change<Guid>("share.restore", share.Name, id);
            },
            cancellationToken,
            new Attempt("share.restore", id.ToString("N")));
        return restored.Failure is { } failed ? failed : await shares.FindAsync(id.ToString(), cancellationToken);
    }

    /// <summary>
    /// Removes all that a deleted share holds, and the share. What was begun can't be undone; what fails is begun again at the next <see cref="PurgeExpiredAsync"/>.
    /// </summary>
    public async Task<Outcome> PurgeAsync(Actor actor, Guid id, CancellationToken cancellationToken)
    {
        // First of all nobody may bring it back: what follows leaves half a share if it is cut short.
        var begun = await ChangeAsync(actor, id, "share.purge", static (_, share) => share.KeepUntil = DateTime.UnixEpoch, cancellationToken);
        if (begun.Failure is { } unknown)
        {
            return unknown;
        }

        return await EraseAsync(begun.Value!, cancellationToken) is { } failure
            ? failure
            : new Outcome((await ChangeAsync(actor, id, "share.purged", static (context, share) => context.Shares.Remove(share), cancellationToken)).Failure);
    }

    /// <summary>Removes every deleted share whose time is over.</summary>
    /// <returns>What failed, by name of the share.</returns>
    public async Task<IReadOnlyList<(string Share, Failure Failure)>> PurgeExpiredAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        List<(string, Failure)> failures = [];
        await using var context = database.CreateDbContext();
        foreach (var share in await Deleted(context).AsNoTracking().Where(share => share.KeepUntil <= now).ToListAsync(cancellationToken))
        {
            if ((await PurgeAsync(Actor.Server, share.Id, cancellationToken)).Failure is { } failure)
            {
                failures.Add((share.Name, failure));
            }
        }

        return failures;
    }

    private async Task<Failure?> EraseAsync(ShareEntity share, CancellationToken cancellationToken)
    {
        try
        {
            var definition = ShareDefinitionMap.ToDefinition(share, [], secrets.ReadDatabase(share.MetadataStore!), secrets.ReadLocation(share.BlockStore!));
            var erased = await engine.EraseShareAsync(definition, cancellationToken);
            return erased.IsSuccess ? null : new Failure(ControlPlaneError.StoreUnavailable, $"A store of '{share.Name}' answered {erased.Error}. It is tried again.");
        }
        catch (StorageStartException exception)
        {
            return new Failure(ControlPlaneError.StoreUnavailable, $"A store of '{share.Name}' can't be used: {exception.Message} It is tried again.");
        }
    }

    private Task<Outcome<ShareEntity>> ChangeAsync(
        Actor actor, Guid id, string action, Action<ControlPlaneDbContext, ShareEntity> change, CancellationToken cancellationToken) => changes.RunAsync<ShareEntity>(
        actor,
        async (context, token) =>
        {
            if (await Deleted(context).FirstOrDefaultAsync(share => share.Id == id, token) is not { } share)
            {
                return Unknown(id);
            }

            change(context, share);
            return new Change<ShareEntity>(action, share.Name, share, $"id {id:N}");
        },
        cancellationToken,
        new Attempt(action, id.ToString("N")));

    private static Failure Unknown(Guid id) => new(ControlPlaneError.DeletedShareUnknown, $"There is no deleted share {id}.");

    private static IQueryable<ShareEntity> Deleted(ControlPlaneDbContext context) =>
        context.Shares.IgnoreQueryFilters().Include(share => share.MetadataStore).Include(share => share.BlockStore).Where(share => share.DeletedAt != null);

    private static DeletedShareResponse ToResponse(ShareEntity share) => new()
    {
        Id = share.Id,
        Name = share.Name,
        Description = share.Description,
        MetadataStore = share.MetadataStore!.Name,
        BlockStore = share.BlockStore!.Name,
        DeletedAt = share.DeletedAt!.Value,
        KeepUntil = share.KeepUntil!.Value,
    };
}
