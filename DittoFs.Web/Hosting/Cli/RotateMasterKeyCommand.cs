using System.CommandLine;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane.Secrets;
using DittoFs.Web.Hosting.Cli.Running;
using DittoFs.Web.Hosting.Settings;

namespace DittoFs.Web.Hosting.Cli;

/// <summary><c>rotate-master-key</c>: a new key for all secrets.</summary>
internal static class RotateMasterKeyCommand
{
    /// <summary>Makes the verb.</summary>
    public static Command Create()
    {
        var (command, instance) = InstanceOptions.Make(
            "rotate-master-key",
            "Makes a new master key and seals every secret of the database with it: NT hashes, and secret keys and connection strings of stores. Through the control socket when a server runs, "
            + "which goes on serving. A crash in between leaves everything readable, and the next start goes on.");
        return command.Does(async (parsed, cancellationToken) =>
        {
            var arguments = instance.ReadArguments(parsed);
            var done = await RotateAsync(arguments, cancellationToken);
            await parsed.InvocationConfiguration.Output.WriteLineAsync($"{done.Resealed} secrets are sealed with the new key.");
            if (done.Unreadable > 0)
            {
                await parsed.InvocationConfiguration.Error.WriteLineAsync($"dittofs: {done.Unreadable} secrets could not be opened with the old key and stay as they are.");
            }

            return ExitCode.Success;
        });
    }

    private static async Task<MasterKeyRotationResponse> RotateAsync(HostArguments arguments, CancellationToken cancellationToken)
    {
        using var client = await ControlClient.FindAsync(SettingsLoader.Load(ConfigurationLayers.Read(arguments)).Storage.DataDirectory, cancellationToken);
        if (client is not null)
        {
            return await client.SendAsync<MasterKeyRotationResponse>(HttpMethod.Post, "api/v1/system/rotate-master-key", null, cancellationToken);
        }

        await using var server = OfflineServer.Open(arguments);
        await server.MigrateAsync(cancellationToken);
        var rotated = await server.Services.GetRequiredService<MasterKeyRotation>().RotateAsync(OfflineServer.Actor, cancellationToken);
        return rotated.Failure is { } failure ? throw new CliException(failure.Message, ExitCode.Data) : rotated.Value!;
    }
}
