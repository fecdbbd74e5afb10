using System.CommandLine;
using DittoFs.Storage.Dumps;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane.Backups;
using DittoFs.Web.Hosting.Cli.Running;
using DittoFs.Web.Hosting.Platform;
using DittoFs.Web.Hosting.Settings;

namespace DittoFs.Web.Hosting.Cli;

/// <summary><c>backup</c> and <c>restore</c>.</summary>
internal static class BackupCommands
{
    /// <summary><c>backup</c>.</summary>
    public static Command Backup()
    {
        var file = new Argument<string>("FILE") { Description = "The file to write. It must not exist." };
        var passphrase = PassphraseFile();
        var (command, instance) = InstanceOptions.Make(
            "backup",
            "Writes what makes this server what it is into one file, encrypted by a passphrase: accounts, groups, shares, permissions, stores, settings and the audit log as of one moment, the "
            + "keys of the data directory, and the metadata of shares that have them in the embedded store. It is asked for through the control socket when a server runs, which goes on serving. The bytes of "
            + "files are not in it: keep block stores by their own means. Metadata in PostgreSQL are not either.");
        Option<string[]> shares = new("--share") { Description = "Takes the metadata of this share only. May be given several times.", HelpName = "SHARE" };
        Option<bool> none = new("--no-metadata") { Description = "Takes the metadata of no share." };
        command.Add(file);
        command.Add(shares);
        command.Add(none);
        command.Add(passphrase);
        return command.Does(async (parsed, cancellationToken) =>
        {
            var path = Path.GetFullPath(parsed.GetRequiredValue(file));
            if (File.Exists(path))
            {
                throw new CliException($"{path} exists already.", ExitCode.File);
            }

            var secret = SecretInput.Read(parsed.GetValue(passphrase), "Passphrase of the backup", twice: true);
            var request = new CreateBackupRequest { Passphrase = secret, Shares = parsed.GetValue(none) ? [] : parsed.GetValue(shares) is { Length: > 0 } named ? named : null };
            await DurableFile.CreateAsync(path, target => WriteAsync(instance.ReadArguments(parsed), target, request, cancellationToken));
            await parsed.InvocationConfiguration.Output.WriteLineAsync($"{path} has the backup. Without the passphrase it is worth nothing.");
            return ExitCode.Success;
        });
    }

    /// <summary><c>restore</c>.</summary>
    public static Command Restore()
    {
        var file = new Argument<string>("FILE") { Description = "A file that 'dittofs backup' or the API wrote." };
        var yes = new Option<bool>("--yes", "-y") { Description = "Does not ask whether what is there may be replaced." };
        var passphrase = PassphraseFile();
        var (command, instance) = InstanceOptions.Make(
            "restore",
            "Puts a backup in place of all accounts, groups, shares, permissions, stores, settings and the audit log of a server that does not run, and its keys in the data directory. The whole backup is "
            + "checked before, and what was there is copied to backups/ in the data directory. A backup of SQLite may go into PostgreSQL, and the other way round. The metadata of shares are loaded where "
            + "this server has none of the share; handles that clients had are good again.");
        Option<bool> replace = new("--replace-metadata") { Description = "Loads the metadata of shares that this server has too, and gives up what it has, which may be newer." };
        Option<bool> none = new("--no-metadata") { Description = "Loads the metadata of no share." };
        command.Add(replace);
        command.Add(none);
        command.Add(file);
        command.Add(passphrase);
        command.Add(yes);
        return command.Does(async (parsed, cancellationToken) =>
        {
            await using var source = new FileStream(parsed.GetRequiredValue(file), FileMode.Open, FileAccess.Read);
            var secret = SecretInput.Read(parsed.GetValue(passphrase), "Passphrase of the backup", twice: false);
            await using var server = OfflineServer.Open(instance.ReadArguments(parsed));
            Confirm(parsed.GetValue(yes), server.Services.GetRequiredService<ServerSettings>().Storage.DataDirectory);
            var metadata = parsed.GetValue(none) ? RestoredMetadata.None : parsed.GetValue(replace) ? RestoredMetadata.Replace : RestoredMetadata.WhereMissing;
            return await RestoreAsync(server, source, secret, metadata, parsed.InvocationConfiguration, cancellationToken);
        });
    }

    private static async Task<int> RestoreAsync(OfflineServer server, FileStream source, string passphrase, RestoredMetadata metadata, InvocationConfiguration console, CancellationToken cancellationToken)
    {
        try
        {
            var restored = await ActivatorUtilities.CreateInstance<RestoreService>(server.Services)
                .RunAsync(OfflineServer.Actor, source, passphrase, metadata, server.StartStorageAsync, cancellationToken);
            foreach (var share in restored.Shares.Where(share => share.Report.Outcome == LoadOutcome.Loaded))
            {
                await console.Output.WriteLineAsync($"The metadata of {share.Name} are restored, {share.Report.Detail}.");
            }

            await console.Output.WriteLineAsync($"{restored.Rows} rows are restored. Run 'dittofs start'.");
            if (restored.Unreadable > 0)
            {
                await console.Error.WriteLineAsync($"dittofs: {restored.Unreadable} secrets could not be opened: SMB users set their passwords again, and stores need their secrets again.");
            }

            foreach (var share in restored.Shares.Where(share => share.Report.Outcome == LoadOutcome.Kept))
            {
                await console.Error.WriteLineAsync($"dittofs: The metadata of {share.Name} stay as they are. {share.Report.Detail} --replace-metadata puts the backup's in their place.");
            }

            var failed = restored.Shares.Where(share => share.Report.Outcome is not (LoadOutcome.Loaded or LoadOutcome.Kept)).ToList();
            foreach (var share in failed)
            {
                await console.Error.WriteLineAsync($"dittofs: The metadata of {share.Name} were not restored. {share.Report.Detail} Restore again when that is mended.");
            }

            return failed.Count == 0 ? ExitCode.Success : ExitCode.StorageUnavailable;
        }
        catch (InvalidDataException exception)
        {
            throw new CliException($"{exception.Message} Nothing was changed.", ExitCode.Data);
        }
    }

    private static Option<string?> PassphraseFile() => new("--passphrase-file")
    {
        Description = "Takes the first line of this file as the passphrase; - is standard input. It is asked for when left out.",
        HelpName = "FILE",
    };

    private static void Confirm(bool yes, string dataDirectory)
    {
        if (yes)
        {
            return;
        }

        if (Console.IsInputRedirected)
        {
            throw new CliException($"All accounts and shares of {dataDirectory} would be replaced. Nobody can be asked here: say --yes if that is meant.", ExitCode.Usage);
        }

        Console.Error.Write($"All accounts and shares of {dataDirectory} are replaced. Go on? [y/N] ");
        if (Console.ReadLine()?.Trim().ToUpperInvariant() is not ("Y" or "YES"))
        {
            throw new CliException("Nothing was done.", ExitCode.Usage);
        }
    }

    private static async Task WriteAsync(HostArguments arguments, FileStream target, CreateBackupRequest request, CancellationToken cancellationToken)
    {
        using var client = await ControlClient.FindAsync(SettingsLoader.Load(ConfigurationLayers.Read(arguments)).Storage.DataDirectory, cancellationToken);
        if (client is not null)
        {
            await client.CopyAsync(HttpMethod.Post, "api/v1/backups", request, target, cancellationToken);
            return;
        }

        await using var server = OfflineServer.Open(arguments);
        await server.MigrateAsync(cancellationToken);
        if (request.Shares is not { Count: 0 })
        {
            await server.StartStorageAsync(cancellationToken);
        }

        var made = await server.Services.GetRequiredService<BackupService>().MakeAsync(OfflineServer.Actor, request.Passphrase, request.Shares, cancellationToken);
        await using var backup = made.Failure is { } failure ? throw new CliException(failure.Message, ExitCode.Data) : made.Value!;
        await backup.CopyToAsync(target, cancellationToken);
    }
}
