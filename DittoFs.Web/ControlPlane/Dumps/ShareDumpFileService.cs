using DittoFs.Storage;
using DittoFs.Storage.Dumps;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;
using DittoFs.Web.ControlPlane.Audit;
using DittoFs.Web.ControlPlane.Data;
using DittoFs.Web.ControlPlane.Running;
using DittoFs.Web.ControlPlane.Shares;
using DittoFs.Web.Hosting.Platform;

namespace DittoFs.Web.ControlPlane.Dumps;

/// <summary>Writes the metadata of one share into a file, and loads them from one. The storage must run.</summary>
internal sealed class ShareDumpFileService(ControlPlaneDatabase database, WantedStateReader wanted, IShareDumpFiles dumps, StorageOptions storage, AuditLog audit)
{
    /// <summary>Why the metadata of a share could not be written.</summary>
    public static Failure Describe(string share, FsError error) => error switch
    {
        FsError.NotSupported => new Failure(ControlPlaneError.ShareNotDumpable, $"The metadata of '{share}' are not in the embedded store: they are kept by its own means."),
        FsError.NotFound => new Failure(ControlPlaneError.ShareNotDumpable, $"The share '{share}' has no metadata yet: it was never started."),
        FsError.NotSynchronized => new Failure(
            ControlPlaneError.ShareNotRunning, $"The share '{share}' does not run, and bytes of its files may be in the log only. Start it, so that they are stored, or leave its metadata out."),
        _ => new Failure(ControlPlaneError.StoreUnavailable, $"A store of '{share}' answered {error}."),
    };

    /// <summary>Dumps a share's metadata into a file that has no name any more when it is closed. The caller disposes of it.</summary>
    public async Task<Outcome<FileStream>> DumpAsync(Actor actor, string nameOrId, CancellationToken cancellationToken)
    {
        if (await FindAsync(nameOrId, cancellationToken) is not { } share)
        {
            return ShareRows.Unknown(nameOrId);
        }

        var file = UnnamedFile.Create(Path.Combine(storage.DataDirectory, "run"), "dump");
        var isMade = false;
        try
        {
            var written = await dumps.WriteAsync(share, file, cancellationToken);
            isMade = written.Error == FsError.None;
            await audit.NoteAsync(actor, "share.metadata-dump", share.Name.Value, isMade, null, cancellationToken);
            file.Position = 0;
            return isMade ? file : Describe(share.Name.Value, written.Error);
        }
        finally
        {
            if (!isMade)
            {
                await file.DisposeAsync();
            }
        }
    }

    /// <summary>Loads the metadata of a share that does not run.</summary>
    public async Task<Outcome<LoadReport>> LoadAsync(Actor actor, string nameOrId, FileStream source, bool replace, CancellationToken cancellationToken)
    {
        if (await FindAsync(nameOrId, cancellationToken) is not { } share)
        {
            return ShareRows.Unknown(nameOrId);
        }

        var report = await dumps.LoadAsync(share, source, replace, cancellationToken);
        await audit.NoteAsync(actor, "share.metadata-load", share.Name.Value, report.Outcome == LoadOutcome.Loaded, report.Detail, cancellationToken);
        return report;
    }

    private async Task<ShareDefinition?> FindAsync(string nameOrId, CancellationToken cancellationToken)
    {
        await using var context = database.CreateDbContext();
        return await context.FindShareAsync(nameOrId, cancellationToken) is { } row
            ? (await wanted.ReadAsync(cancellationToken)).Shares.FirstOrDefault(share => share.Definition.Id.Value == row.Id)?.Definition
            : null;
    }
}
