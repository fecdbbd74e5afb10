using System.Text.Json;
using System.Text.RegularExpressions;
using DittoFs.Storage;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane.Audit;
using DittoFs.Web.ControlPlane.Data;
using DittoFs.Web.ControlPlane.Jobs;
using DittoFs.Web.Hosting.Platform;
using Microsoft.EntityFrameworkCore;

namespace DittoFs.Web.ControlPlane.Backups;

/// <summary>Backups that stay on this server, in <c>backups</c> of the data directory, each encrypted by its passphrase, which is kept nowhere.</summary>
internal sealed partial class KeptBackupService(BackupService backups, JobService jobs, ControlPlaneDatabase database, StorageOptions storage, AuditLog audit, TimeProvider clock)
{
    /// <summary>The kind of the jobs that make one.</summary>
    public const string CreateKind = "backup.create";

    /// <summary>The largest file that is taken in, in bytes.</summary>
    public const long UploadBytesMax = 1L << 30;

    private const string Extension = ".backup";
    private const int CopyBytes = 1 << 20;

    private string Folder => Path.Combine(storage.DataDirectory, "backups");

    /// <summary>Those that are kept, the newest first.</summary>
    public IReadOnlyList<BackupResponse> List() => !Directory.Exists(Folder) ? [] :
    [
        .. new DirectoryInfo(Folder).EnumerateFiles($"*{Extension}").Where(file => Name().IsMatch(file.Name))
            .Select(file => new BackupResponse(file.Name, file.LastWriteTimeUtc, file.Length))
            .OrderByDescending(file => file.CreatedAt).ThenByDescending(file => file.Name, StringComparer.Ordinal),
    ];

    /// <summary>Begins to make one.</summary>
    /// <param name="actor">Who asks for it.</param>
    /// <param name="passphrase">What it is encrypted with.</param>
    /// <param name="shares">Names or ids of the shares whose metadata come along; null for all that have theirs in the embedded store.</param>
    public Outcome<JobResponse> Start(Actor actor, string passphrase, IReadOnlyList<string>? shares)
    {
        if (BackupService.CheckPassphrase(passphrase) is { } refused)
        {
            return refused;
        }

        var name = $"dittofs-{clock.GetUtcNow():yyyyMMdd-HHmmss}{Extension}";
        return jobs.Start(actor, CreateKind, name, "bytes", async (run, cancellationToken) =>
        {
            var made = await backups.MakeAsync(actor, passphrase, shares, cancellationToken);
            if (made.Failure is { } failure)
            {
                return failure.Message;
            }

            await using var backup = made.Value!;
            await KeepAsync(name, backup, done => run.Report(done, backup.Length), cancellationToken);
            return null;
        });
    }

    /// <summary>Takes in a backup from elsewhere.</summary>
    /// <returns>Its name here.</returns>
    /// <exception cref="IOException">It can't be read or written; nothing is kept.</exception>
    public async Task<string> UploadAsync(Actor actor, Stream content, CancellationToken cancellationToken)
    {
        var name = $"uploaded-{clock.GetUtcNow():yyyyMMdd-HHmmss}{Extension}";
        await KeepAsync(name, content, static _ => { }, cancellationToken);
        await audit.NoteAsync(actor, "backup.upload", name, succeeded: true, detail: null, cancellationToken);
        return name;
    }

    /// <summary>Opens one to be sent to somebody; the caller disposes of it.</summary>
    public async Task<Outcome<FileStream>> OpenAsync(Actor actor, string name, CancellationToken cancellationToken)
    {
        if (Find(name) is not { } path)
        {
            return Unknown(name);
        }

        await audit.NoteAsync(actor, "backup.download", name, succeeded: true, detail: null, cancellationToken);
        return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
    }

    /// <summary>Removes one.</summary>
    public async Task<Outcome> DeleteAsync(Actor actor, string name, CancellationToken cancellationToken)
    {
        if (Find(name) is not { } path)
        {
            return Unknown(name);
        }

        File.Delete(path);
        await audit.NoteAsync(actor, "backup.delete", name, succeeded: true, detail: null, cancellationToken);
        return Outcome.Success;
    }

    /// <summary>Reads one to its end: what it holds, beside what the server has now. Nothing is changed.</summary>
    public async Task<Outcome<BackupContentResponse>> InspectAsync(string name, string passphrase, CancellationToken cancellationToken)
    {
        if (Find(name) is not { } path)
        {
            return Unknown(name);
        }

        try
        {
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            return await InspectAsync(file, passphrase, cancellationToken);
        }
        catch (InvalidDataException exception)
        {
            return new Failure(ControlPlaneError.FieldInvalid, exception.Message, "passphrase");
        }
    }

    private async Task<BackupContentResponse> InspectAsync(FileStream file, string passphrase, CancellationToken cancellationToken)
    {
        JsonElement? head = null;
        Dictionary<string, int> rows = [];
        await foreach (var line in BackupLines.ReadAsync(file, passphrase, cancellationToken))
        {
            head ??= line;
            if (line.TryGetProperty("table", out var table))
            {
                rows[table.GetString()!] = rows.GetValueOrDefault(table.GetString()!) + 1;
            }
        }

        if (head is not { } first || !first.TryGetProperty("product", out var product) || !first.TryGetProperty("time", out var time))
        {
            throw new InvalidDataException("The backup is empty, or has another format than this version reads.");
        }

        await using var context = database.CreateDbContext();
        return new BackupContentResponse(
            product.GetString() ?? "",
            time.GetDateTimeOffset().UtcDateTime,
            [
                new("Accounts", RowsOf<ApplicationUser>(), await context.Users.CountAsync(cancellationToken)),
                new("Groups", RowsOf<GroupEntity>(), await context.Groups.CountAsync(cancellationToken)),
                new("Shares", RowsOf<ShareEntity>(), await context.Shares.IgnoreQueryFilters().CountAsync(cancellationToken)),
                new("Stores", RowsOf<StoreEntity>(), await context.Stores.CountAsync(cancellationToken)),
                new("Audit entries", RowsOf<AuditEntity>(), await context.Audit.CountAsync(cancellationToken)),
            ]);

        int RowsOf<T>() => rows.GetValueOrDefault(context.Model.FindEntityType(typeof(T))!.GetTableName()!);
    }

    private Task KeepAsync(string name, Stream content, Action<long> tell, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Folder);
        return DurableFile.CreateAsync(
            Path.Combine(Folder, name),
            async target =>
            {
                var buffer = new byte[CopyBytes];
                for (int read; (read = await content.ReadAsync(buffer, cancellationToken)) > 0;)
                {
                    await target.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                    tell(target.Length);
                }
            },
            FileMode.CreateNew);
    }

    // A name that a person gives must lead to no other file.
    private string? Find(string name) => Name().IsMatch(name) && File.Exists(Path.Combine(Folder, name)) ? Path.Combine(Folder, name) : null;

    private static Failure Unknown(string name) => new(ControlPlaneError.BackupUnknown, $"There is no backup '{name}' on this server.");

    [GeneratedRegex(@"\A(dittofs|uploaded)-[0-9]{8}-[0-9]{6}\.backup\z")]
    private static partial Regex Name();
}
