using System.CommandLine;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using DittoFs.Web.Hosting.Platform;
using DittoFs.Web.Hosting.Settings;

namespace DittoFs.Web.Hosting.Cli;

/// <summary><c>config</c>: the settings and the file that they stand in.</summary>
internal static class ConfigCommands
{
    private static readonly string[] EditorVariables = ["VISUAL", "EDITOR"];

    /// <summary>Makes the verbs.</summary>
    public static Command Create() => new("config", "Shows, checks and changes the settings, which the server reads at its start.") { Init(), Show(), Validate(), Edit(), Schema() };

    private static Command Init()
    {
        var force = new Option<bool>("--force") { Description = "Replaces a file that exists." };
        var (command, instance) = InstanceOptions.Make("init", "Writes a configuration file with every setting at its default, behind comment signs: the file of --config, else dittofs.json in the data directory.");
        command.Add(force);
        return command.Does((parsed, _) =>
        {
            var (path, directory) = FindFile(instance, parsed, mustExist: false);
            if (File.Exists(path) && !parsed.GetValue(force))
            {
                throw new CliException($"{path} exists. Change it with 'dittofs config edit', or say --force.", ExitCode.File);
            }

            if (Path.GetDirectoryName(path) == directory)
            {
                DataDirectory.Prepare(directory);
            }

            DurableFile.Replace(path, Encoding.UTF8.GetBytes(SettingTemplate.Make()));
            parsed.InvocationConfiguration.Output.WriteLine(path);
            return Task.FromResult(ExitCode.Success);
        });
    }

    private static Command Show()
    {
        var json = JsonOutput.Option();
        var (command, instance) = InstanceOptions.Make("show", "Shows every setting with its value and where that comes from: a file, the environment, or the default. Secrets are shown as ***.");
        command.Add(json);
        return command.Does((parsed, _) =>
        {
            var configuration = ConfigurationLayers.Read(instance.ReadArguments(parsed));
            var settings = SettingsLoader.Load(configuration);
            var rows = SettingTable.Rows.Select(row => (row.Key, Value: row.Show(settings), Source: SettingsLoader.Find(configuration, row.Key)?.Source ?? "default")).ToList();
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.WantsJson(json))
            {
                output.WriteLine(JsonSerializer.Serialize(rows.Select(row => new { row.Key, row.Value, row.Source }), JsonOutput.Options));
                return Task.FromResult(ExitCode.Success);
            }

            var (keyWidth, valueWidth) = (rows.Max(row => row.Key.Length), rows.Max(row => Math.Min(row.Value.Length, 40)));
            foreach (var row in rows)
            {
                output.WriteLine($"{row.Key.PadRight(keyWidth)}  {row.Value.PadRight(valueWidth)}  {row.Source}");
            }

            return Task.FromResult(ExitCode.Success);
        });
    }

    private static Command Validate()
    {
        var (command, instance) = InstanceOptions.Make("validate", "Checks the settings as a start would. What is not acceptable ends it with status 78, a key that nothing reads is named.");
        return command.Does((parsed, _) =>
        {
            var configuration = ConfigurationLayers.Read(instance.ReadArguments(parsed));
            SettingsLoader.Load(configuration);
            foreach (var (key, source) in UnknownKeys.Find(configuration))
            {
                parsed.InvocationConfiguration.Error.WriteLine($"dittofs: {key} in {source} is not a setting of this server: nothing reads it.");
            }

            parsed.InvocationConfiguration.Output.WriteLine("The settings are acceptable.");
            return Task.FromResult(ExitCode.Success);
        });
    }

    private static Command Edit()
    {
        var (command, instance) = InstanceOptions.Make(
            "edit", "Opens the configuration file in $VISUAL, $EDITOR or vi. It is checked afterwards: with settings that are not acceptable the file stays as it was, and the edited text is kept beside it.");
        return command.Does(async (parsed, cancellationToken) =>
        {
            var (path, _) = FindFile(instance, parsed, mustExist: true);
            var draft = path + ".draft";
            DurableFile.Replace(draft, await File.ReadAllBytesAsync(path, cancellationToken));
            await RunEditorAsync(draft, cancellationToken);
            try
            {
                SettingsLoader.Load(ConfigurationLayers.Read(instance.ReadArguments(parsed) with { ConfigFile = draft }));
            }
            catch (SettingsException exception)
            {
                throw new SettingsException([.. exception.Problems, $"{path} is as it was; what you wrote is in {draft}."]);
            }

            DurableFile.Replace(path, await File.ReadAllBytesAsync(draft, cancellationToken));
            File.Delete(draft);
            await parsed.InvocationConfiguration.Output.WriteLineAsync($"{path} is changed. The server reads it at its next start.");
            return ExitCode.Success;
        });
    }

    private static Command Schema() => new Command("schema", "Prints the JSON Schema of the configuration file, for editors that check and complete it.").Does((parsed, _) =>
    {
        parsed.InvocationConfiguration.Output.WriteLine(SettingSchema.Make().ToJsonString(JsonOutput.Options));
        return Task.FromResult(ExitCode.Success);
    });

    // The file that a start would read, whether its content is acceptable or not.
    private static (string Path, string DataDirectory) FindFile(InstanceOptions instance, ParseResult parsed, bool mustExist)
    {
        var arguments = instance.ReadArguments(parsed);
        var named = arguments.ConfigFile ?? arguments.Environment.GetValueOrDefault(ConfigurationLayers.FileVariable);
        var directory = arguments.Overrides.GetValueOrDefault("DataDirectory") ?? arguments.Environment.GetValueOrDefault($"{ConfigurationLayers.EnvironmentPrefix}DataDirectory") ?? DataDirectory.Default();
        var path = named is null ? Path.Combine(Path.GetFullPath(directory), ConfigurationLayers.FileName) : Path.GetFullPath(named);
        return !mustExist || File.Exists(path) ? (path, Path.GetFullPath(directory)) : throw new CliException($"{path} does not exist. 'dittofs config init' makes it.", ExitCode.File);
    }

    private static async Task RunEditorAsync(string path, CancellationToken cancellationToken)
    {
        var editor = EditorVariables.Select(Environment.GetEnvironmentVariable).FirstOrDefault(name => !string.IsNullOrWhiteSpace(name)) ?? "vi";

        // By the shell: the variables may hold options.
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"{editor} \"$1\"", "sh", path]))!;
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
        {
            File.Delete(path);
            throw new CliException($"The editor '{editor}' ended with status {process.ExitCode}. Nothing was changed.", ExitCode.File);
        }
    }
}
