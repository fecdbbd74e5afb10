using System.CommandLine;
using System.Security.Cryptography;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane.Accounts;
using DittoFs.Web.ControlPlane.FirstStart;
using DittoFs.Web.Hosting.Cli.Running;
using DittoFs.Web.Hosting.Settings;

namespace DittoFs.Web.Hosting.Cli;

/// <summary><c>reset-admin-password</c>: for those who are locked out and sit at the machine.</summary>
internal static class ResetPasswordCommand
{
    // No characters that are mistaken for others.
    private const string Alphabet = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    private const int Length = 20;

    /// <summary>Makes the verb.</summary>
    public static Command Create()
    {
        var user = new Argument<string>("USER") { Description = $"The administrator's name; {QuickStartService.AdministratorName} when left out.", DefaultValueFactory = _ => QuickStartService.AdministratorName, Arity = ArgumentArity.ZeroOrOne };
        var file = new Option<string?>("--password-file") { Description = "Takes the first line of this file as the password; - is standard input. A password is made up and shown when left out.", HelpName = "FILE" };
        var (command, instance) = InstanceOptions.Make(
            "reset-admin-password",
            "Gives an administrator a new password and enables the account: through the control socket when a server runs, else in the database. A password that was made up must be changed at the next sign-in.");
        command.Add(user);
        command.Add(file);
        return command.Does(async (parsed, cancellationToken) =>
        {
            var name = parsed.GetValue(user)!;
            var given = parsed.GetValue(file) is { } path ? SecretInput.ReadFile(path) : null;
            var request = new SetPasswordRequest { Password = given ?? RandomNumberGenerator.GetString(Alphabet, Length), MustChangePassword = given is null };
            await ResetAsync(instance.ReadArguments(parsed), name, request, cancellationToken);
            await parsed.InvocationConfiguration.Output.WriteLineAsync(given is null
                ? $"The password of {name} is now {request.Password}   (shown only now; it must be changed at the next sign-in)"
                : $"The password of {name} is the given one.");
            return ExitCode.Success;
        });
    }

    private static async Task ResetAsync(HostArguments arguments, string name, SetPasswordRequest request, CancellationToken cancellationToken)
    {
        var directory = SettingsLoader.Load(ConfigurationLayers.Read(arguments)).Storage.DataDirectory;
        using var client = await ControlClient.FindAsync(directory, cancellationToken);
        if (client is null)
        {
            await using var server = OfflineServer.Open(arguments);
            await server.MigrateAsync(cancellationToken);
            var reset = await ActivatorUtilities.CreateInstance<PasswordReset>(server.Services).RunAsync(OfflineServer.Actor, name, request, cancellationToken);
            if (reset.Failure is { } failure)
            {
                throw new CliException(failure.Message, ExitCode.Data);
            }

            return;
        }

        var path = $"api/v1/users/{Uri.EscapeDataString(name)}";
        var account = await client.SendAsync<UserResponse>(HttpMethod.Get, path, null, cancellationToken);
        if (account.Role != AccountRole.Admin)
        {
            throw new CliException(PasswordReset.NotAdministrator(name).Message, ExitCode.Data);
        }

        await client.SendAsync(HttpMethod.Put, $"{path}/password", request, cancellationToken);
        await client.SendAsync(HttpMethod.Post, $"{path}/enable", null, cancellationToken);
    }
}
