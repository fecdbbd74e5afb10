using System.CommandLine;
using DittoFs.Ctl.Running;
using DittoFs.Ctl.Views;
using DittoFs.Web.Api.Contracts;

namespace DittoFs.Ctl.Commands;

/// <summary><c>user</c>: accounts.</summary>
internal static class UserCommands
{
    /// <summary>Makes the commands.</summary>
    public static Command Create(Shell shell) => new CtlCommand("user", "Manages accounts.")
    {
        List(shell), Get(shell), CreateUser(shell), Update(shell), Delete(shell),
        SetEnabled(shell, "enable", true, "Lets an account sign in and use shares again."),
        SetEnabled(shell, "disable", false, "Ends an account's sessions and takes its permissions on all shares away, from the next call on. Nothing is deleted."),
        SetPassword(shell),
    };

    private static Argument<string> User() => Symbols.Argument("USER", "The account.");

    private static Command List(Shell shell)
    {
        var search = Symbols.Text("--search", "TEXT", "Only accounts whose name contains this.");
        var sort = Symbols.Text("--sort", "WORD", "The order: userName, uid, gid, role, createdAt or lastSignInAt; with '-' before it, as in --sort=-userName, the other way around.");
        return new CtlCommand("list", "Lists accounts.", "user list", "user list -q --search al") { search, sort }.Does(shell, async (run, cancellationToken) =>
            run.Output.WriteList(await run.Client.Users.ListAsync(run.Get(search), cancellationToken, run.Get(sort)), AccountViews.User));
    }

    private static Command Get(Shell shell)
    {
        var user = User();
        return new CtlCommand("get", "Shows an account.", "user get alice -o yaml") { user }.Does(shell, async (run, cancellationToken) =>
            run.Output.WriteItem(await run.Client.Users.GetAsync(run.Get(user), cancellationToken), AccountViews.User));
    }

    private static Command CreateUser(Shell shell)
    {
        var name = Symbols.Argument("NAME", "The name to sign in with: 1 to 64 letters, digits, '.', '_' or '-', starting with a letter or '_'.");
        var options = new AccountOptions("10000 and up are free for the server to choose when left out");
        var disabled = Symbols.Switch("--disabled", "The account can't sign in yet.");
        var mustChange = Symbols.Switch("--must-change-password", "The account must choose its own password at the first sign-in.");
        var passwordFile = Symbols.PasswordFile();
        var command = new CtlCommand(
            "create",
            "Makes an account. Its password has 10 to 256 characters and is asked for twice; when standard input is no terminal, its first line is the password.",
            "user create alice --uid 1001 --display-name 'Alice Liddell'",
            "user create backup --role operator --password-file /run/secrets/backup")
        {
            name, disabled, mustChange, passwordFile,
        };
        options.AddTo(command);
        return command.Does(shell, async (run, cancellationToken) =>
        {
            var password = new PasswordInput(run.Machine.Terminal).ReadNew($"Password for {run.Get(name)}: ", run.Get(passwordFile));
            var request = options.ToCreate(run, run.Get(name), password) with { Enabled = !run.Get(disabled), MustChangePassword = run.Get(mustChange) };
            var user = await run.Client.Users.CreateAsync(request, cancellationToken);
            run.Output.WriteChange(user, AccountViews.User, $"Made the account {user.UserName} with uid {user.Uid} and gid {user.Gid}.");
        });
    }

    private static Command Update(Shell shell)
    {
        var user = User();
        var name = Symbols.Text("--name", "NAME", "A new name to sign in with.");
        var options = new AccountOptions("files keep the number of who made them");
        var command = new CtlCommand("update", "Changes an account. What is left out stays as it is.", "user update alice --role operator", "user update alice --email ''")
        {
            user, name,
        };
        options.AddTo(command);
        return command.Does(shell, async (run, cancellationToken) =>
        {
            var changed = await run.Client.Users.UpdateAsync(run.Get(user), options.ToUpdate(run, run.Get(name)), cancellationToken);
            run.Output.WriteChange(changed, AccountViews.User, $"Changed the account {changed.UserName}.");
        });
    }

    private static Command Delete(Shell shell)
    {
        var user = User();
        return new CtlCommand("delete", "Deletes an account with its permissions and memberships. Its files stay, under its uid.", "user delete alice --yes")
        {
            user, shell.Options.Yes,
        }.Does(shell, async (run, cancellationToken) =>
        {
            run.Confirm($"Delete the account {run.Get(user)}?");
            await run.Client.Users.DeleteAsync(run.Get(user), cancellationToken);
            run.Output.Say($"Deleted the account {run.Get(user)}.");
        });
    }

    private static Command SetEnabled(Shell shell, string verb, bool enabled, string description)
    {
        var user = User();
        return new CtlCommand(verb, description, $"user {verb} alice") { user }.Does(shell, async (run, cancellationToken) =>
        {
            var changed = await run.Client.Users.SetEnabledAsync(run.Get(user), enabled, cancellationToken);
            run.Output.WriteChange(changed, AccountViews.User, $"The account {changed.UserName} is {verb}d.");
        });
    }

    private static Command SetPassword(Shell shell)
    {
        var user = User();
        var mustChange = Symbols.Switch("--must-change-password", "The account must choose its own password at the next sign-in.");
        var passwordFile = Symbols.PasswordFile();
        return new CtlCommand(
            "set-password",
            "Gives an account a new password and ends its sessions. For your own password, 'passwd' is the command.",
            "user set-password alice --must-change-password")
        {
            user, mustChange, passwordFile,
        }.Does(shell, async (run, cancellationToken) =>
        {
            var password = new PasswordInput(run.Machine.Terminal).ReadNew($"New password for {run.Get(user)}: ", run.Get(passwordFile));
            var request = new SetPasswordRequest { Password = password, MustChangePassword = run.Get(mustChange) };
            await run.Client.Users.SetPasswordAsync(run.Get(user), request, cancellationToken);
            run.Output.Say($"The account {run.Get(user)} has a new password.");
        });
    }
}
