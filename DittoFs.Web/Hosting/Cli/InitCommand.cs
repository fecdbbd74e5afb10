using System.CommandLine;
using DittoFs.Web.ControlPlane.FirstStart;
using DittoFs.Web.ControlPlane.Stores;
using DittoFs.Web.Hosting.Cli.Running;
using DittoFs.Web.Hosting.QuickStart;
using DittoFs.Web.Hosting.Settings;

namespace DittoFs.Web.Hosting.Cli;

/// <summary><c>init</c>: prepares a data directory, so that the first start finds everything.</summary>
internal static class InitCommand
{
    /// <summary>Makes the verb.</summary>
    public static Command Create()
    {
        var (command, instance) = InstanceOptions.Make(
            "init",
            "Prepares a data directory without starting the server: makes it with mode 0700, its keys, the control plane's database and the administrator, whose password comes from "
            + "DITTOFS_ADMIN_INITIAL_PASSWORD, else is shown once. What is there already stays as it is.");
        return command.Does(async (parsed, cancellationToken) =>
        {
            var arguments = instance.ReadArguments(parsed);
            await using var server = OfflineServer.Open(arguments);
            var output = parsed.InvocationConfiguration.Output;
            await server.MigrateAsync(cancellationToken);
            await BuiltInStores.SeedAsync(server.Database, cancellationToken);
            var made = await server.Services.GetRequiredService<QuickStartService>().MakeAdministratorAsync(Invoker.Current(arguments.Environment), cancellationToken);
            await output.WriteLineAsync($"{server.Services.GetRequiredService<ServerSettings>().Storage.DataDirectory} is ready. Run 'dittofs start'.");
            await output.WriteLineAsync(made ? PasswordLine(server.Services.GetRequiredService<InitialPassword>()) : "There is an administrator already.");
            return ExitCode.Success;
        });
    }

    private static string PasswordLine(InitialPassword password) => password.TakeUntold() is { } untold
        ? $"Sign in as {QuickStartService.AdministratorName} with the password {untold}   (shown only now; you will be asked for your own)"
        : File.Exists(password.Path) ? $"Sign in as {QuickStartService.AdministratorName} with the password in {password.Path}   (removed at the first sign-in)"
        : $"Sign in as {QuickStartService.AdministratorName} with the password that was given.";
}
