using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane.Changes;
using DittoFs.Web.ControlPlane.Data;
using Microsoft.EntityFrameworkCore;

namespace DittoFs.Web.ControlPlane.Shares;

/// <summary>What shares and their owners hold, and what single owners may. A limit holds for the next call of every client.</summary>
internal sealed class ShareUsageService(ControlPlaneDatabase database, ControlPlaneChanges changes, IStorageEngine engine)
{
    /// <summary>What a running share holds, by owner.</summary>
    public async Task<Outcome<ShareUsageResponse>> FindAsync(string nameOrId, CancellationToken cancellationToken)
    {
        await using var context = database.CreateDbContext();
        if (await context.FindShareAsync(nameOrId, cancellationToken) is not { } share)
        {
            return ShareRows.Unknown(nameOrId);
        }

        var usage = engine.GetUsage(new ShareId(share.Id));
        if (!usage.IsSuccess)
        {
            return NotRunning(share);
        }

        var own = await context.OwnerQuotas.AsNoTracking().Where(owner => owner.ShareId == share.Id).ToDictionaryAsync(owner => owner.Uid, cancellationToken);
        var held = usage.Value.Owners.ToDictionary(owner => owner.Uid);
        var names = await context.Users.AsNoTracking().Where(user => user.UserName != null).ToDictionaryAsync(user => user.Uid, user => user.UserName, cancellationToken);
        return new ShareUsageResponse
        {
            Bytes = usage.Value.Bytes,
            Nodes = usage.Value.Nodes,
            QuotaBytes = share.QuotaBytes,
            QuotaNodes = share.QuotaNodes,
            Owners = [.. held.Keys.Union(own.Keys).Order().Select(uid => ToResponse(share, uid, held.GetValueOrDefault(uid), own.GetValueOrDefault(uid), names.GetValueOrDefault(uid)))],
        };
    }

    /// <summary>Counts a running share node by node, and corrects its counters.</summary>
    public async Task<Outcome<RecountResponse>> RecountAsync(string nameOrId, CancellationToken cancellationToken)
    {
        await using var context = database.CreateDbContext();
        if (await context.FindShareAsync(nameOrId, cancellationToken) is not { } share)
        {
            return ShareRows.Unknown(nameOrId);
        }

        var counted = await engine.RecountAsync(new ShareId(share.Id), cancellationToken);
        return counted.Error switch
        {
            FsError.None => new RecountResponse(counted.Value.Usage.Bytes, counted.Value.Usage.Nodes, counted.Value.WrongOwners),
            FsError.NotFound => NotRunning(share),
            var error => new Failure(ControlPlaneError.StoreUnavailable, $"The metadata store of '{share.Name}' answered {error}."),
        };
    }

    /// <summary>Gives one owner a limit of his own.</summary>
    public async Task<Outcome> SetOwnerQuotaAsync(Actor actor, string share, uint uid, SetOwnerQuotaRequest request, CancellationToken cancellationToken)
    {
        var changed = await changes.ChangeShareAsync(
            actor,
            share,
            "share.owner-quota",
            async (context, row, token) =>
            {
                var quota = await context.OwnerQuotas.FindAsync([row.Id, uid], token) ?? context.OwnerQuotas.Add(new OwnerQuotaEntity { ShareId = row.Id, Uid = uid }).Entity;
                (quota.QuotaBytes, quota.QuotaNodes) = (request.QuotaBytes, request.QuotaNodes);
                return $"uid {uid}: {Describe(request.QuotaBytes)} bytes, {Describe(request.QuotaNodes)} nodes";
            },
            cancellationToken);
        return new Outcome(changed.Failure);
    }

    /// <summary>Takes an owner's own limit away.</summary>
    public async Task<Outcome> RemoveOwnerQuotaAsync(Actor actor, string share, uint uid, CancellationToken cancellationToken)
    {
        var changed = await changes.ChangeShareAsync(
            actor,
            share,
            "share.owner-quota",
            async (context, row, token) =>
            {
                if (await context.OwnerQuotas.FindAsync([row.Id, uid], token) is not { } quota)
                {
                    return new Failure(ControlPlaneError.OwnerQuotaUnknown, $"Uid {uid} has no limit of his own on '{row.Name}'.");
                }

                context.OwnerQuotas.Remove(quota);
                return $"remove uid {uid}";
            },
            cancellationToken);
        return new Outcome(changed.Failure);
    }

    private static OwnerUsageResponse ToResponse(ShareEntity share, uint uid, OwnerUsage held, OwnerQuotaEntity? own, string? name) => new()
    {
        Uid = uid,
        UserName = name,
        Bytes = held.Bytes,
        Nodes = held.Nodes,
        QuotaBytes = LimitOf(uid, own?.QuotaBytes, share.OwnerQuotaBytes),
        QuotaNodes = LimitOf(uid, own?.QuotaNodes, share.OwnerQuotaNodes),
        HasOwnQuota = own is not null,
    };

    /// <summary>The limit that holds: his own where there is one (0: none), else everybody's, which is not uid 0's.</summary>
    private static long? LimitOf(uint uid, long? own, long? everybody) => own switch
    {
        0 => null,
        null => uid == 0 ? null : everybody,
        _ => own,
    };

    private static string Describe(long? limit) => limit switch
    {
        null => "the share's default for",
        0 => "unlimited",
        _ => $"{limit}",
    };

    private static Failure NotRunning(ShareEntity share) => new(ControlPlaneError.ShareNotRunning, $"The share '{share.Name}' does not run.");
}
