using System.Text.Json;
using DittoFs.Storage;
using DittoFs.Storage.Dumps;
using DittoFs.Storage.Shares;
using DittoFs.Web.ControlPlane.Audit;
using DittoFs.Web.ControlPlane.Data;
using DittoFs.Web.ControlPlane.Running;
using DittoFs.Web.ControlPlane.Secrets;
using DittoFs.Web.Hosting.Platform;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace DittoFs.Web.ControlPlane.Backups;

/// <summary>
/// Puts a backup in place of what the control plane of a server that does not run has. The rows change in one transaction, so a crash leaves the old ones or the new ones; secrets are
/// sealed with the master key of this data directory, so that it fits afterwards whatever key the backup was made with.
/// The metadata of shares come behind them: a share whose own were begun to be replaced does not start before that has ended.
/// </summary>
internal sealed class RestoreService(
    ControlPlaneDatabase database, SecretBox box, StorageOptions storage, WantedStateReader wanted, IShareDumpFiles dumps, AuditLog audit)
{
    private const int RowsAtOnce = 500;

    /// <summary>Restores the backup in <paramref name="file"/>.</summary>
    /// <param name="actor">Who does it.</param>
    /// <param name="file">The backup.</param>
    /// <param name="passphrase">What it is encrypted with.</param>
    /// <param name="metadata">What becomes of the shares' metadata in it.</param>
    /// <param name="startStorage">Starts the storage; called at most once, before anything is changed, if the backup has metadata that are to be loaded.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidDataException">It is no backup, the passphrase is wrong, it is damaged, or of a newer version. Nothing was changed.</exception>
    public async Task<RestoreReport> RunAsync(
        Actor actor, FileStream file, string passphrase, RestoredMetadata metadata, Func<CancellationToken, Task> startStorage, CancellationToken cancellationToken)
    {
        await database.MigrateAsync(cancellationToken);
        await using var context = database.CreateDbContext();
        var tables = context.Model.GetEntityTypes().ToDictionary(type => type.GetTableName()!);
        await using var rowsOfShares = new BackupDumps(Path.Combine(storage.DataDirectory, "run"));
        var keys = await VerifyAsync(context, tables, file, passphrase, metadata == RestoredMetadata.None ? null : rowsOfShares, cancellationToken);
        await rowsOfShares.VerifyAsync(dumps, cancellationToken);
        if (rowsOfShares.Files.Count > 0)
        {
            await startStorage(cancellationToken);
        }

        if (await context.Users.AnyAsync(cancellationToken))
        {
            await DatabaseCopy.MakeAsync(context, Path.Combine(storage.DataDirectory, "backups"), "control-before-restore", cancellationToken);
        }

        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await BackupTables.ClearAsync(context, cancellationToken);
        var rows = await AddRowsAsync(context, tables, file, passphrase, cancellationToken);
        var (_, unreadable) = await SecretRows.ResealAsync(
            context, (sealedBox, purpose) => keys.Select(key => SecretBox.Open(key, sealedBox, purpose)).FirstOrDefault(secret => secret is not null), (secret, purpose) => box.Seal(secret, purpose), cancellationToken);
        await context.SaveChangesAsync(cancellationToken);
        await BackupTables.AdvanceSequencesAsync(context, cancellationToken);
        context.Audit.Add(audit.Describe(actor, "backup.restore", Environment.MachineName, succeeded: true, $"{rows} rows"));
        await audit.SaveAsync(context, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await WriteFilesAsync(file, passphrase, cancellationToken);
        return new RestoreReport(rows, unreadable, await LoadAsync(actor, rowsOfShares, metadata == RestoredMetadata.Replace, cancellationToken));
    }

    // Behind the rows of the database: which stores a share has is in them.
    private async Task<IReadOnlyList<RestoredShare>> LoadAsync(Actor actor, BackupDumps rowsOfShares, bool replace, CancellationToken cancellationToken)
    {
        List<RestoredShare> restored = [];
        if (rowsOfShares.Files.Count == 0)
        {
            return restored;
        }

        foreach (var share in (await wanted.ReadAsync(cancellationToken)).Shares.Select(share => share.Definition))
        {
            if (rowsOfShares.Files.TryGetValue(share.Id.Value, out var file))
            {
                file.Position = 0;
                var report = await dumps.LoadAsync(share, file, replace, cancellationToken);
                await audit.NoteAsync(actor, "share.metadata-load", share.Name.Value, report.Outcome == LoadOutcome.Loaded, report.Detail, cancellationToken);
                restored.Add(new RestoredShare(share.Name.Value, report));
            }
        }

        return restored;
    }

    // The whole file before anything is changed; the keys of its secrets.
    private static async Task<List<byte[]>> VerifyAsync(
        ControlPlaneDbContext context, Dictionary<string, IEntityType> tables, FileStream file, string passphrase, BackupDumps? rowsOfShares, CancellationToken cancellationToken)
    {
        List<byte[]>? keys = null;
        await foreach (var line in LinesAsync(file, passphrase, cancellationToken))
        {
            if (keys is null)
            {
                if (!line.TryGetProperty("backup", out var version) || version.GetInt32() is < BackupService.OldestFormatVersion or > BackupService.FormatVersion)
                {
                    throw new InvalidDataException("The backup has another format than this version reads.");
                }

                if (!context.Database.GetMigrations().Contains(line.GetProperty("migration").GetString()))
                {
                    throw new InvalidDataException($"The backup was made by DittoFs {line.GetProperty("product").GetString()}, which is newer. Restore it with that version.");
                }

                keys = [.. line.GetProperty("masterKeys").EnumerateArray().Select(key => key.GetBytesFromBase64())];
            }
            else if (line.TryGetProperty("table", out var table) && !tables.ContainsKey(table.GetString()!))
            {
                throw new InvalidDataException($"The backup has a table '{table.GetString()}' that this version does not know.");
            }
            else if (rowsOfShares is not null)
            {
                await rowsOfShares.AddAsync(line, cancellationToken);
            }
        }

        return keys ?? throw new InvalidDataException("The backup is empty.");
    }

    private static async Task<int> AddRowsAsync(
        ControlPlaneDbContext context, Dictionary<string, IEntityType> tables, FileStream file, string passphrase, CancellationToken cancellationToken)
    {
        var rows = 0;
        await foreach (var line in LinesAsync(file, passphrase, cancellationToken))
        {
            if (!line.TryGetProperty("table", out var table))
            {
                continue;
            }

            BackupTables.Add(context, tables[table.GetString()!], line.GetProperty("row"));
            if (++rows % RowsAtOnce == 0)
            {
                await context.SaveChangesAsync(cancellationToken);
                context.ChangeTracker.Clear();
            }
        }

        await context.SaveChangesAsync(cancellationToken);
        context.ChangeTracker.Clear();
        return rows;
    }

    private async Task WriteFilesAsync(FileStream file, string passphrase, CancellationToken cancellationToken)
    {
        await foreach (var line in LinesAsync(file, passphrase, cancellationToken))
        {
            if (line.TryGetProperty("file", out var name) && BackupFiles.PathOf(storage.DataDirectory, name.GetString()!) is { } path)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                DurableFile.Replace(path, line.GetProperty("content").GetBytesFromBase64());
            }
        }
    }

    private static IAsyncEnumerable<JsonElement> LinesAsync(FileStream file, string passphrase, CancellationToken cancellationToken)
    {
        file.Position = 0;
        return BackupLines.ReadAsync(file, passphrase, cancellationToken);
    }
}
