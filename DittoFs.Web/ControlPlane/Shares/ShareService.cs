using DittoFs.Storage.Collection;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane.Changes;
using DittoFs.Web.ControlPlane.Data;
using DittoFs.Web.ControlPlane.Running;
using Microsoft.EntityFrameworkCore;

namespace DittoFs.Web.ControlPlane.Shares;

/// <summary>Shares: list, make, change, delete. A change holds for the next call of every client when its method returns.</summary>
internal sealed partial class ShareService(
    ControlPlaneDatabase database, ControlPlaneChanges changes, RunningState running, IStorageEngine engine, CollectionOptions options, TimeProvider clock)
{
    private static readonly TimeSpan DeletionDrainMax = TimeSpan.FromSeconds(20);

    private static readonly SortOrder<ShareEntity> Order = new SortOrder<ShareEntity>(share => share.NormalizedName)
        .By("createdAt", share => share.CreatedAt).By("durability", share => share.Durability)
        .By("metadataStore", share => share.MetadataStore!.Name).By("blockStore", share => share.BlockStore!.Name);

    /// <summary>Shares in the order that is asked for.</summary>
    public async Task<Page<ShareResponse>> ListAsync(ListQuery query, CancellationToken cancellationToken)
    {
        await using var context = database.CreateDbContext();
        var rows = context.Shares.AsNoTracking().Include(share => share.MetadataStore).Include(share => share.BlockStore)
            .Where(share => query.Search == null || share.NormalizedName.Contains(query.NormalizedSearch));
        return await query.PageAsync(Order.Apply(rows, query.Sort), ToResponse, cancellationToken);
    }

    /// <summary>One share, by name or id.</summary>
    public async Task<Outcome<ShareResponse>> FindAsync(string nameOrId, CancellationToken cancellationToken)
    {
        await using var context = database.CreateDbContext();
        return await context.FindShareAsync(nameOrId, cancellationToken) is { } share ? ToResponse(share) : ShareRows.Unknown(nameOrId);
    }

    /// <summary>Makes a share. That it could not be started is no failure of this: its status says so, and it is tried again.</summary>
    public async Task<Outcome<ShareResponse>> CreateAsync(Actor actor, CreateShareRequest request, CancellationToken cancellationToken)
    {
        var made = await changes.RunAsync<Guid>(
            actor,
            async (context, token) =>
            {
                var share = await NewAsync(context, request, Guid.NewGuid(), token);
                if ((share.Failure ?? await context.CheckUniqueAsync(share.Value!, token)) is { } failure)
                {
                    return failure;
                }

                context.Shares.Add(share.Value!);
                return new Change<Guid>("share.create", share.Value!.Name, share.Value.Id, $"on {request.MetadataStore} and {request.BlockStore}");
            },
            cancellationToken,
            new Attempt("share.create", request.Name));
        return await ReadBackAsync(made, cancellationToken);
    }

    /// <summary>Changes a share.</summary>
    public async Task<Outcome<ShareResponse>> UpdateAsync(Actor actor, string nameOrId, UpdateShareRequest request, CancellationToken cancellationToken)
    {
        var changed = await changes.ChangeShareAsync(
            actor, nameOrId, "share.change", (context, share, token) => ApplyAsync(context, share, request, token), cancellationToken);
        return await ReadBackAsync(changed, cancellationToken);
    }

    /// <summary>Starts or stops a share; its calls end first, and its files stay.</summary>
    public async Task<Outcome<ShareResponse>> SetEnabledAsync(Actor actor, string nameOrId, bool enabled, CancellationToken cancellationToken)
    {
        var changed = await changes.ChangeShareAsync(
            actor,
            nameOrId,
            enabled ? "share.enable" : "share.disable",
            (_, share, _) =>
            {
                share.Enabled = enabled;
                return Task.FromResult<Outcome<string>>("");
            },
            cancellationToken);
        return await ReadBackAsync(changed, cancellationToken);
    }

    /// <summary>Brings what a share has written up to now into its block store. Returns when that is done; clients go on meanwhile.</summary>
    public async Task<Outcome> DrainAsync(string nameOrId, CancellationToken cancellationToken)
    {
        await using var context = database.CreateDbContext();
        if (await context.FindShareAsync(nameOrId, cancellationToken) is not { } share)
        {
            return new Outcome(ShareRows.Unknown(nameOrId));
        }

        var drained = await engine.DrainShareAsync(new ShareId(share.Id), cancellationToken);
        return new Outcome(drained.Error switch
        {
            FsError.None => null,
            FsError.NotFound => new Failure(ControlPlaneError.ShareNotRunning, $"The share '{share.Name}' does not run."),
            var error => new Failure(ControlPlaneError.StoreUnavailable, $"A store of '{share.Name}' answered {error}. What is not drained stays in the log."),
        });
    }

    /// <summary>Stops a share. Its settings and files are kept for a while, in which <see cref="DeletedShareService"/> brings it back; then they go.</summary>
    public async Task<Outcome> DeleteAsync(Actor actor, string nameOrId, CancellationToken cancellationToken)
    {
        var drained = await DrainForDeletionAsync(nameOrId, cancellationToken);
        var deleted = await changes.ChangeShareAsync(
            actor,
            nameOrId,
            "share.delete",
            (_, share, _) =>
            {
                var now = clock.GetUtcNow().UtcDateTime;
                (share.DeletedAt, share.KeepUntil) = (now, now + options.DeletedShareRetention);
                return Task.FromResult<Outcome<string>>($"id {share.Id:N}; kept until {share.KeepUntil:u}{(drained ? "" : "; part of its bytes is in the log only")}");
            },
            cancellationToken);
        return new Outcome(deleted.Failure);
    }

    /// <summary>
    /// Brings what the share has written into its block store, so that the log need not keep it as long as the deleted share is kept; if that takes long, the log
    /// has to.
    /// </summary>
    private async Task<bool> DrainForDeletionAsync(string nameOrId, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(DeletionDrainMax, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return (await DrainAsync(nameOrId, either.Token)).IsSuccess;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private ShareResponse ToResponse(ShareEntity share) => ShareRows.ToResponse(share, running.StatusOfShare(share.Id, share.Enabled));

    private async Task<Outcome<ShareResponse>> ReadBackAsync(Outcome<Guid> changed, CancellationToken cancellationToken) =>
        changed.Failure is { } failure ? failure : await FindAsync(changed.Value.ToString(), cancellationToken);
}
