using System.CommandLine;
using DittoFs.Storage.Dumps;
using DittoFs.Web.ControlPlane.Dumps;
using DittoFs.Web.Hosting.Cli.Running;
using DittoFs.Web.Hosting.Platform;
using DittoFs.Web.Hosting.Settings;

namespace DittoFs.Web.Hosting.Cli;

/// <summary><c>metadata dump</c> and <c>metadata load</c>: names and attributes of one share in a file.</summary>
internal static class MetadataCommands
{
    /// <summary>Makes the verb.</summary>
    public static Command Create() => new("metadata", "Writes the metadata of a share into a file, and brings them back: names, attributes and where the bytes are, not the bytes.") { Dump(), Load() };

    private static Command Dump()
    {
        var (share, file) = (Share(), new Argument<string>("FILE") { Description = "The file to write. It must not exist." });
        var (command, instance) = InstanceOptions.Make(
            "dump",
            "Writes the metadata of a share in the embedded store, as they are at one moment, into a file with mode 0600. Through the control socket when a server runs, which goes on serving. The file is "
            + "not encrypted, and has the key of the share's handles.");
        command.Add(share);
        command.Add(file);
        return command.Does(async (parsed, cancellationToken) =>
        {
            var path = Path.GetFullPath(parsed.GetRequiredValue(file));
            if (File.Exists(path))
            {
                throw new CliException($"{path} exists already.", ExitCode.File);
            }

            await DurableFile.CreateAsync(path, target => DumpAsync(instance.ReadArguments(parsed), parsed.GetRequiredValue(share), target, cancellationToken));
            await parsed.InvocationConfiguration.Output.WriteLineAsync($"{path} has the metadata of {parsed.GetRequiredValue(share)}.");
            return ExitCode.Success;
        });
    }

    private static Command Load()
    {
        var (share, file) = (Share(), new Argument<string>("FILE") { Description = "A file that 'dittofs metadata dump' or the API wrote." });
        Option<bool> replace = new("--replace") { Description = "Gives up the metadata that the share has now, which may be newer." };
        var (command, instance) = InstanceOptions.Make(
            "load",
            "Puts such a file's rows in place as the metadata of the share, of a server that does not run. The whole file is checked before. Handles that clients had then are good again; those of files that "
            + "were made later are stale. A share that has metadata is left as it is without --replace.");
        command.Add(share);
        command.Add(file);
        command.Add(replace);
        return command.Does(async (parsed, cancellationToken) =>
        {
            await using var source = new FileStream(parsed.GetRequiredValue(file), FileMode.Open, FileAccess.Read);
            await using var server = OfflineServer.Open(instance.ReadArguments(parsed));
            await server.MigrateAsync(cancellationToken);
            await server.StartStorageAsync(cancellationToken);
            var name = parsed.GetRequiredValue(share);
            var loaded = await server.Services.GetRequiredService<ShareDumpFileService>().LoadAsync(OfflineServer.Actor, name, source, parsed.GetValue(replace), cancellationToken);
            var report = loaded.Failure is { } failure ? throw new CliException(failure.Message, ExitCode.Data) : loaded.Value!;
            var hint = report.Outcome == LoadOutcome.Kept ? " Nothing was changed; --replace gives them up." : "";
            await (report.Outcome == LoadOutcome.Loaded
                ? parsed.InvocationConfiguration.Output.WriteLineAsync($"The metadata of {name} are loaded, {report.Detail}.")
                : throw new CliException(report.Detail + hint, report.Outcome == LoadOutcome.Unavailable ? ExitCode.StorageUnavailable : ExitCode.Data));
            return ExitCode.Success;
        });
    }

    private static async Task DumpAsync(HostArguments arguments, string share, FileStream target, CancellationToken cancellationToken)
    {
        using var client = await ControlClient.FindAsync(SettingsLoader.Load(ConfigurationLayers.Read(arguments)).Storage.DataDirectory, cancellationToken);
        if (client is not null)
        {
            await client.CopyAsync(HttpMethod.Get, $"api/v1/shares/{Uri.EscapeDataString(share)}/metadata", null, target, cancellationToken);
            return;
        }

        await using var server = OfflineServer.Open(arguments);
        await server.MigrateAsync(cancellationToken);
        await server.StartStorageAsync(cancellationToken);
        var made = await server.Services.GetRequiredService<ShareDumpFileService>().DumpAsync(OfflineServer.Actor, share, cancellationToken);
        await using var dump = made.Failure is { } failure ? throw new CliException(failure.Message, ExitCode.Data) : made.Value!;
        await dump.CopyToAsync(target, cancellationToken);
    }

    private static Argument<string> Share() => new("SHARE") { Description = "The share's name or id." };
}
