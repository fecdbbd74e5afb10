using System.CommandLine;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane;
using DittoFs.Web.ControlPlane.Backups;
using DittoFs.Web.Hosting.Cli.Running;
using DittoFs.Web.Hosting.Control;
using DittoFs.Web.Hosting.Platform;
using DittoFs.Web.Hosting.Settings;

namespace DittoFs.Web.Hosting.Cli;

/// <summary><c>backup</c> and <c>restore</c>.</summary>
internal static class BackupCommands
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary><c>backup</c>.</summary>
    public static Command Backup()
    {
        var file = new Argument<string>("FILE") { Description = "The file to write. It must not exist." };
        var passphrase = PassphraseFile();
        var (command, instance) = InstanceOptions.Make(
            "backup",
            "Writes what makes this server what it is into one file, encrypted by a passphrase: accounts, groups, shares, permissions, stores, settings and the audit log as of one moment, and the "
            + "keys of the data directory. It is asked for through the control socket when a server runs. The bytes of files and their metadata are not in it: copy block stores and metadata stores by their own means.");
        command.Add(file);
        command.Add(passphrase);
        return command.Does(async (parsed, cancellationToken) =>
        {
            var path = Path.GetFullPath(parsed.GetRequiredValue(file));
            if (File.Exists(path))
            {
                throw new CliException($"{path} exists already.", ExitCode.File);
            }

            var secret = SecretInput.Read(parsed.GetValue(passphrase), "Passphrase of the backup", twice: true);
            await BackupAsync(instance.ReadArguments(parsed), path, secret, cancellationToken);
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
            + "checked before, and what was there is copied to backups/ in the data directory. A backup of SQLite may go into PostgreSQL, and the other way round.");
        command.Add(file);
        command.Add(passphrase);
        command.Add(yes);
        return command.Does(async (parsed, cancellationToken) =>
        {
            await using var source = new FileStream(parsed.GetRequiredValue(file), FileMode.Open, FileAccess.Read);
            var secret = SecretInput.Read(parsed.GetValue(passphrase), "Passphrase of the backup", twice: false);
            await using var server = OfflineServer.Open(instance.ReadArguments(parsed));
            Confirm(parsed.GetValue(yes), server.Services.GetRequiredService<ServerSettings>().Storage.DataDirectory);
            return await RestoreAsync(server, source, secret, parsed.InvocationConfiguration, cancellationToken);
        });
    }

    private static async Task<int> RestoreAsync(OfflineServer server, FileStream source, string passphrase, InvocationConfiguration console, CancellationToken cancellationToken)
    {
        try
        {
            var (rows, unreadable) = await ActivatorUtilities.CreateInstance<RestoreService>(server.Services).RunAsync(LocalActor(), source, passphrase, cancellationToken);
            await console.Output.WriteLineAsync($"{rows} rows are restored. Run 'dittofs start'.");
            if (unreadable > 0)
            {
                await console.Error.WriteLineAsync($"dittofs: {unreadable} secrets could not be opened: SMB users set their passwords again, and stores need their secrets again.");
            }

            return ExitCode.Success;
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

    private static Actor LocalActor() => new(new LocalPeer(NativeMethods.GetEffectiveUserId()).Name, null, null);

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

    private static async Task BackupAsync(HostArguments arguments, string path, string passphrase, CancellationToken cancellationToken)
    {
        var unfinished = path + ".part";
        await using (var target = new FileStream(unfinished, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = OwnerOnly }))
        {
            await WriteAsync(arguments, target, passphrase, cancellationToken);
            target.Flush(flushToDisk: true);
        }

        DurableFile.Move(unfinished, path);
    }

    private static async Task WriteAsync(HostArguments arguments, FileStream target, string passphrase, CancellationToken cancellationToken)
    {
        using var client = await ControlClient.FindAsync(SettingsLoader.Load(ConfigurationLayers.Read(arguments)).Storage.DataDirectory, cancellationToken);
        if (client is not null)
        {
            await client.CopyAsync(HttpMethod.Post, "api/v1/backups", new CreateBackupRequest { Passphrase = passphrase }, target, cancellationToken);
            return;
        }

        await using var server = OfflineServer.Open(arguments);
        await server.MigrateAsync(cancellationToken);
        var made = await server.Services.GetRequiredService<BackupService>().MakeAsync(LocalActor(), passphrase, cancellationToken);
        await using var backup = made.Failure is { } failure ? throw new CliException(failure.Message, ExitCode.Data) : made.Value!;
        await backup.CopyToAsync(target, cancellationToken);
    }
}
