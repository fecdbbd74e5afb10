using System.Data;
using System.Text.Json.Nodes;
using DittoFs.Storage;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;
using DittoFs.Web.ControlPlane.Accounts;
using DittoFs.Web.ControlPlane.Audit;
using DittoFs.Web.ControlPlane.Data;
using DittoFs.Web.ControlPlane.Dumps;
using DittoFs.Web.ControlPlane.Running;
using DittoFs.Web.ControlPlane.Secrets;
using DittoFs.Web.ControlPlane.Shares;
using DittoFs.Web.Hosting;
using DittoFs.Web.Hosting.Platform;
using Microsoft.EntityFrameworkCore;

namespace DittoFs.Web.ControlPlane.Backups;

/// <summary>
/// Writes what makes a server this one into one file, encrypted by a passphrase: every row of the control plane's database as of one moment, the master key, the key of tokens, the
/// cookies' keys and the server's GUID; and the metadata of shares, each as of a moment of its own. The bytes of files are not in it: they are where shares have them.
/// </summary>
internal sealed class BackupService(ControlPlaneDatabase database, MasterKeys keys, StorageOptions storage, WantedStateReader wanted, IShareDumpFiles dumps, AuditLog audit, TimeProvider clock)
{
    /// <summary>The version of the lines' format.</summary>
    public const int FormatVersion = 2;

    /// <summary>The oldest version that can be restored: the one without metadata of shares.</summary>
    public const int OldestFormatVersion = 1;

    /// <summary>The shortest passphrase.</summary>
    public const int PassphraseMin = PasswordService.LengthMin;

    /// <summary>Null for a passphrase that a backup may be encrypted with.</summary>
    public static Failure? CheckPassphrase(string passphrase) => passphrase.Length < PassphraseMin
        ? new Failure(ControlPlaneError.FieldInvalid, $"A passphrase takes {PassphraseMin} characters at least.", "passphrase")
        : null;

    /// <summary>Makes a backup in a file that has no name any more when it is closed. The caller disposes of it.</summary>
    /// <param name="actor">Who asks for it.</param>
    /// <param name="passphrase">What it is encrypted with.</param>
    /// <param name="shares">Names or ids of the shares whose metadata come along; null for all that have theirs in the embedded store. The storage must run, unless there are none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Outcome<FileStream>> MakeAsync(Actor actor, string passphrase, IReadOnlyList<string>? shares, CancellationToken cancellationToken)
    {
        if (CheckPassphrase(passphrase) is { } refused)
        {
            return refused;
        }

        var chosen = await ChooseAsync(shares, cancellationToken);
        if (chosen.Failure is { } unknown)
        {
            return unknown;
        }

        var file = UnnamedFile.Create(Path.Combine(storage.DataDirectory, "run"), "backup");
        var isMade = false;
        try
        {
            using var lines = new BackupWriteStream(file, passphrase);
            await audit.NoteAsync(actor, "backup.create", Environment.MachineName, succeeded: true, $"metadata of {chosen.Value!.Count} shares", cancellationToken);
            await WriteAsync(lines, cancellationToken);
            if (await WriteMetadataAsync(lines, chosen.Value!, areNamed: shares is not null, cancellationToken) is { } failure)
            {
                await audit.NoteAsync(actor, "backup.create", Environment.MachineName, succeeded: false, failure.Message, cancellationToken);
                return failure;
            }

            await lines.CompleteAsync(cancellationToken);
            file.Position = 0;
            isMade = true;
            return file;
        }
        finally
        {
            if (!isMade)
            {
                await file.DisposeAsync();
            }
        }
    }

    private async Task WriteAsync(BackupWriteStream lines, CancellationToken cancellationToken)
    {
        await using var context = database.CreateDbContext();

        // The key before the rows, so that no rotation in between leaves rows that none of the keys opens: the older ones are written too.
        var masterKeys = keys.Present;
        await using var transaction = await context.Database.BeginTransactionAsync(
            context is PostgresControlPlaneDbContext ? IsolationLevel.RepeatableRead : IsolationLevel.Serializable, cancellationToken);
        await lines.WriteLineAsync(new JsonObject
        {
            ["backup"] = FormatVersion,
            ["product"] = ProductVersion.Text,
            ["migration"] = (await context.Database.GetAppliedMigrationsAsync(cancellationToken)).Last(),
            ["time"] = clock.GetUtcNow(),
            ["masterKeys"] = new JsonArray([.. masterKeys.Older.Prepend(masterKeys.Sealing).Select(key => (JsonNode)Convert.ToBase64String(key))]),
        }, cancellationToken);
        foreach (var (name, path) in BackupFiles.FindIn(storage.DataDirectory))
        {
            await lines.WriteLineAsync(new JsonObject { ["file"] = name, ["content"] = Convert.ToBase64String(await File.ReadAllBytesAsync(path, cancellationToken)) }, cancellationToken);
        }

        foreach (var type in BackupTables.InOrder(context))
        {
            await foreach (var row in BackupTables.ReadAsync(context, type).WithCancellation(cancellationToken))
            {
                await lines.WriteLineAsync(new JsonObject { ["table"] = type.GetTableName(), ["row"] = BackupTables.Write(type, row) }, cancellationToken);
            }
        }
    }

    /// <summary>What is to be in the backup of shares' metadata.</summary>
    private async Task<Outcome<IReadOnlyList<ShareDefinition>>> ChooseAsync(IReadOnlyList<string>? names, CancellationToken cancellationToken)
    {
        var shares = (await wanted.ReadAsync(cancellationToken)).Shares.Select(share => share.Definition).ToList();
        if (names is null)
        {
            return shares.FindAll(share => share.Metadata == MetadataStoreKind.RocksDb);
        }

        await using var context = database.CreateDbContext();
        List<ShareDefinition> chosen = [];
        foreach (var name in names)
        {
            var row = await context.FindShareAsync(name, cancellationToken);
            if (shares.Find(share => share.Id.Value == row?.Id) is not { } share)
            {
                return new Failure(ControlPlaneError.FieldInvalid, $"There is no share '{name}'.", "shares");
            }

            chosen.Add(share);
        }

        return chosen.DistinctBy(share => share.Id).ToList();
    }

    private async Task<Failure?> WriteMetadataAsync(BackupWriteStream lines, IReadOnlyList<ShareDefinition> shares, bool areNamed, CancellationToken cancellationToken)
    {
        foreach (var share in shares)
        {
            await using var target = new BackupDumpStream(lines, share.Id.Value);
            var written = await dumps.WriteAsync(share, target, cancellationToken);

            // A share that was never started has nothing that could be lost.
            if (written.Error != FsError.None && (areNamed || written.Error != FsError.NotFound))
            {
                return ShareDumpFileService.Describe(share.Name.Value, written.Error);
            }

            if (written.Error == FsError.None)
            {
                await target.FlushAsync(cancellationToken);
            }
        }

        return null;
    }
}
