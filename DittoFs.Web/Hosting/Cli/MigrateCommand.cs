using System.CommandLine;
using DittoFs.Web.Hosting.Cli.Running;

namespace DittoFs.Web.Hosting.Cli;

/// <summary><c>migrate</c>: brings the control plane's database up to date without starting the server.</summary>
internal static class MigrateCommand
{
    /// <summary>Makes the verb.</summary>
    public static Command Create()
    {
        var list = new Option<bool>("--list") { Description = "Lists the migrations that would be applied, and applies none." };
        var (command, instance) = InstanceOptions.Make(
            "migrate",
            "Brings the control plane's database up to date, as each start does, and names the migrations that it applied. The database is copied to backups/ in the data directory before. "
            + "No server may run.");
        command.Add(list);
        return command.Does(async (parsed, cancellationToken) =>
        {
            await using var server = OfflineServer.Open(instance.ReadArguments(parsed));
            var pending = parsed.GetValue(list) ? await server.Database.FindPendingMigrationsAsync(cancellationToken) : await server.MigrateAsync(cancellationToken);
            foreach (var migration in pending)
            {
                await parsed.InvocationConfiguration.Output.WriteLineAsync(migration);
            }

            if (pending.Count == 0)
            {
                await parsed.InvocationConfiguration.Output.WriteLineAsync("The database is up to date.");
            }

            return ExitCode.Success;
        });
    }
}
