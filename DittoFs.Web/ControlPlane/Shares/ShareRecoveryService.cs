using DittoFs.Storage.Dumps;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane.Audit;
using DittoFs.Web.ControlPlane.Changes;
using DittoFs.Web.ControlPlane.Data;
using DittoFs.Web.ControlPlane.Running;
using DittoFs.Web.ControlPlane.Stores;
using Microsoft.EntityFrameworkCore;

namespace DittoFs.Web.ControlPlane.Shares;

/// <summary>Shares that outlive their server: metadata that are dumped beside blocks, and shares that come back from their stores.</summary>
internal sealed class ShareRecoveryService(
    ControlPlaneDatabase database, ControlPlaneChanges changes, ShareService shares, StoreSecrets secrets, IStorageEngine engine, AuditLog audit)
{
    /// <summary>Dumps a share's metadata now.</summary>
    public async Task<Outcome<DumpResponse>> DumpAsync(Actor actor, string nameOrId, CancellationToken cancellationToken)
    {
        await using var context = database.CreateDbContext();
        if (await context.FindShareAsync(nameOrId, cancellationToken) is not { } share)
        {
            return ShareRows.Unknown(nameOrId);
        }

        var report = await engine.DumpShareAsync(new ShareId(share.Id), cancellationToken);
        await audit.NoteAsync(actor, "share.dump", share.Name, succeeded: report.Error == FsError.None, null, cancellationToken);
        return report.Error switch
        {
            FsError.None => new DumpResponse { Number = report.Number, Time = report.Time.UtcDateTime, Bytes = report.Bytes },
            FsError.NotFound => new Failure(ControlPlaneError.ShareNotRunning, $"The share '{share.Name}' does not run."),
            FsError.NotSupported => new Failure(ControlPlaneError.ShareNotDumpable, $"The metadata of '{share.Name}' are not in the embedded store, or its blocks do not last."),
            var error => new Failure(ControlPlaneError.StoreUnavailable, $"A store of '{share.Name}' answered {error}."),
        };
    }

    /// <summary>Brings a share here whose server is lost, and makes it one of this server's.</summary>
    public async Task<Outcome<ShareResponse>> AttachAsync(Actor actor, AttachShareRequest request, CancellationToken cancellationToken)
    {
        var found = await FindAsync(request, cancellationToken);
        if (found.Failure is { } missing)
        {
            return missing;
        }

        var (id, place) = found.Value!;
        var report = await engine.AttachShareAsync(place with { Id = new ShareId(id) }, cancellationToken);
        if (Describe(report) is { } refused)
        {
            await audit.NoteAsync(actor, "share.attach", request.Share.Name, succeeded: false, report.Detail, cancellationToken);
            return refused;
        }

        var made = await changes.RunAsync<Guid>(
            actor,
            async (context, token) =>
            {
                var share = await MakeAsync(context, request.Share, id, token);
                if (share.Failure is { } failure)
                {
                    return failure;
                }

                context.Shares.Add(share.Value!);
                return new Change<Guid>("share.attach", share.Value!.Name, id, $"id {id:N}, from {report.Detail}");
            },
            CancellationToken.None);
        return made.Failure is { } unsaved ? unsaved : await shares.FindAsync(id.ToString(), cancellationToken);
    }

    private static Failure? Describe(AttachReport report) => report.Refusal switch
    {
        AttachRefusal.None => null,
        AttachRefusal.NotFound => new Failure(ControlPlaneError.ShareNotInStores, report.Detail),
        AttachRefusal.InUse => new Failure(ControlPlaneError.ShareInUse, report.Detail),
        AttachRefusal.Unavailable => new Failure(ControlPlaneError.StoreUnavailable, report.Detail),
    };

    /// <summary>Which share it is, and where it lies.</summary>
    private async Task<Outcome<FoundShare>> FindAsync(AttachShareRequest request, CancellationToken cancellationToken)
    {
        await using var context = database.CreateDbContext();
        var draft = await MakeAsync(context, request.Share, request.Id ?? Guid.NewGuid(), cancellationToken);
        if (draft.Failure is { } failure)
        {
            return failure;
        }

        // Never added: it only says where the share lies.
        var share = draft.Value!;
        var place = ShareDefinitionMap.ToDefinition(share, [], secrets.ReadDatabase(share.MetadataStore!), secrets.ReadLocation(share.BlockStore!));
        return request.Id is { } known ? new FoundShare(known, place) : await FindOnlyAsync(context, place, cancellationToken);
    }

    private async Task<Outcome<FoundShare>> FindOnlyAsync(ControlPlaneDbContext context, ShareDefinition place, CancellationToken cancellationToken)
    {
        FsResult<IReadOnlyList<ShareId>> listed;
        try
        {
            listed = await engine.FindSharesAsync(place, cancellationToken);
        }
        catch (StorageStartException exception)
        {
            return new Failure(ControlPlaneError.StoreUnavailable, exception.Message);
        }

        if (!listed.IsSuccess)
        {
            return new Failure(ControlPlaneError.StoreUnavailable, $"The block store can't be listed ({listed.Error}).");
        }

        var present = await context.Shares.IgnoreQueryFilters().Select(share => share.Id).ToListAsync(cancellationToken);
        var unknown = listed.Value.Select(static share => share.Value).Except(present).ToList();
        return unknown.Count switch
        {
            0 => new Failure(ControlPlaneError.ShareNotInStores, "The block store has no share that this server does not have."),
            1 => new FoundShare(unknown[0], place),
            _ => new Failure(ControlPlaneError.FieldInvalid, $"The block store has several shares that this server does not have; name one: {string.Join(", ", unknown.Order())}.", "id"),
        };
    }

    /// <summary>A row as a new share's, with the identity that it had, if this server does not have it.</summary>
    private async Task<Outcome<ShareEntity>> MakeAsync(ControlPlaneDbContext context, CreateShareRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (await context.Shares.IgnoreQueryFilters().FirstOrDefaultAsync(share => share.Id == id, cancellationToken) is { } present)
        {
            return new Failure(
                ControlPlaneError.ShareExists,
                $"This server has share {id} as '{present.Name}'{(present.DeletedAt is null ? "" : ", deleted and kept")}.",
                "id");
        }

        var made = await shares.NewAsync(context, request, id, cancellationToken);
        if (made.Failure is { } failure)
        {
            return failure;
        }

        var share = made.Value!;
        return await context.CheckUniqueAsync(share, cancellationToken) is { } taken ? taken : share;
    }

    private sealed record FoundShare(Guid Id, ShareDefinition Place);
}
