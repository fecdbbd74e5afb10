using System.Data;
using System.Text.Json.Nodes;
using DittoFs.Storage;
using DittoFs.Web.ControlPlane.Accounts;
using DittoFs.Web.ControlPlane.Audit;
using DittoFs.Web.ControlPlane.Data;
using DittoFs.Web.ControlPlane.Secrets;
using DittoFs.Web.Hosting;
using Microsoft.EntityFrameworkCore;

namespace DittoFs.Web.ControlPlane.Backups;

/// <summary>
/// Writes what makes a server this one into one file, encrypted by a passphrase: every row of the control plane's database as of one moment, the master key, the key of tokens, the
/// cookies' keys and the server's GUID. Files and their metadata are not in it: they are where shares have them.
/// </summary>
internal sealed class BackupService(ControlPlaneDatabase database, MasterKeys keys, StorageOptions storage, AuditLog audit, TimeProvider clock)
{
    /// <summary>The version of the lines' format.</summary>
    public const int FormatVersion = 1;

    /// <summary>The shortest passphrase.</summary>
    public const int PassphraseMin = PasswordService.LengthMin;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes a backup in a file that has no name any more when it is closed. The caller disposes of it.</summary>
    public async Task<Outcome<FileStream>> MakeAsync(Actor actor, string passphrase, CancellationToken cancellationToken)
    {
        if (passphrase.Length < PassphraseMin)
        {
            return new Failure(ControlPlaneError.FieldInvalid, $"A passphrase takes {PassphraseMin} characters at least.", "passphrase");
        }

        await audit.NoteAsync(actor, "backup.create", Environment.MachineName, succeeded: true, detail: null, cancellationToken);
        var file = new FileStream(
            Path.Combine(storage.DataDirectory, "run", $"backup-{Guid.NewGuid():N}"),
            new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, UnixCreateMode = OwnerOnly, Options = FileOptions.DeleteOnClose });
        try
        {
            using var lines = new BackupWriteStream(file, passphrase);
            await WriteAsync(lines, cancellationToken);
            await lines.CompleteAsync(cancellationToken);
            file.Position = 0;
            return file;
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    private async Task WriteAsync(BackupWriteStream lines, CancellationToken cancellationToken)
    {
        await using var context = database.CreateDbContext();

        // The key before the rows, so that no rotation in between leaves rows that none of the keys opens: the older ones are written too.
        var masterKeys = keys.Present;
        await using var transaction = await context.Database.BeginTransactionAsync(
            context is PostgresControlPlaneDbContext ? IsolationLevel.RepeatableRead : IsolationLevel.Serializable, cancellationToken);
        await WriteLineAsync(lines, new JsonObject
        {
            ["backup"] = FormatVersion,
            ["product"] = ProductVersion.Text,
            ["migration"] = (await context.Database.GetAppliedMigrationsAsync(cancellationToken)).Last(),
            ["time"] = clock.GetUtcNow(),
            ["masterKeys"] = new JsonArray([.. masterKeys.Older.Prepend(masterKeys.Sealing).Select(key => (JsonNode)Convert.ToBase64String(key))]),
        }, cancellationToken);
        foreach (var (name, path) in BackupFiles.FindIn(storage.DataDirectory))
        {
            await WriteLineAsync(lines, new JsonObject { ["file"] = name, ["content"] = Convert.ToBase64String(await File.ReadAllBytesAsync(path, cancellationToken)) }, cancellationToken);
        }

        foreach (var type in BackupTables.InOrder(context))
        {
            await foreach (var row in BackupTables.ReadAsync(context, type).WithCancellation(cancellationToken))
            {
                await WriteLineAsync(lines, new JsonObject { ["table"] = type.GetTableName(), ["row"] = BackupTables.Write(type, row) }, cancellationToken);
            }
        }
    }

    private static async Task WriteLineAsync(BackupWriteStream lines, JsonObject line, CancellationToken cancellationToken)
    {
        await lines.WriteAsync(System.Text.Encoding.UTF8.GetBytes(line.ToJsonString()), cancellationToken);
        await lines.WriteAsync("\n"u8.ToArray(), cancellationToken);
    }
}
