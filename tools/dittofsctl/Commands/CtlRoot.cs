using System.CommandLine;
using System.CommandLine.Help;
using DittoFs.Ctl.Help;
using DittoFs.Ctl.Running;

namespace DittoFs.Ctl.Commands;

/// <summary>The whole command line.</summary>
internal static class CtlRoot
{
    /// <summary>What the program is called.</summary>
    public const string Name = "dittofsctl";

    /// <summary>Parses <paramref name="args"/> and does what they say; the result is the exit code.</summary>
    public static async Task<int> RunAsync(Machine machine, IReadOnlyList<string> args)
    {
        var root = Create(machine);
        var parsed = root.Parse(args);
        var terminal = machine.Terminal;
        if (parsed.Action is not HelpPageAction && MissingInput.Ask(parsed, terminal) is { } given)
        {
            parsed = root.Parse([.. args, .. given]);
        }

        if (parsed.Action is not HelpPageAction && parsed.Errors.Count > 0)
        {
            return Refuse(parsed, terminal.Error);
        }

        return await parsed.InvokeAsync(new InvocationConfiguration { Output = terminal.Output, Error = terminal.Error });
    }

    /// <summary>All commands.</summary>
    public static RootCommand Create(Machine machine)
    {
        var shell = new Shell(machine, new GlobalOptions());
        var root = new RootCommand("Administers DittoFs servers over their REST API. Sign in with 'login'; the server and the account are remembered as a context.")
        {
            SessionCommands.Login(shell), SessionCommands.Logout(shell), SessionCommands.WhoAmI(shell), SessionCommands.Password(shell),
            ContextCommands.Create(shell),
            UserCommands.Create(shell), GroupCommands.Create(shell),
            ShareCommands.Create(shell), StoreCommands.Create(shell),
            AdapterCommands.Create(shell), MountCommands.Create(shell), ClientSessionCommands.Create(shell),
            RefusalCommands.Create(shell), AuditCommands.Create(shell), ApiKeyCommands.Create(shell),
            CompletionCommand.Create(shell),
            SettingCommands.Create(shell), LogCommands.Create(shell),
            LockCommands.CreateOpenFile(shell), LockCommands.Create(shell),
            CacheCommands.Create(shell), WalCommands.Create(shell), JobCommands.Create(shell),
            SystemCommands.Create(shell), SignInCommands.Create(shell),
            BackupCommands.Create(shell),
            ReferenceCommand.Create(shell),
        };
        shell.Options.AddTo(root);
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpPageAction();
        help.Aliases.Clear();
        help.Aliases.Add("-h");
        help.Description = "Tells what a command does and understands.";
        root.Options.OfType<VersionOption>().Single().Description = "Tells the version of this program.";
        OfferWords(root);
        return root;
    }

    // By itself an option that is there or not offers True and False, as the code writes them.
    private static void OfferWords(Command command)
    {
        foreach (var option in command.Options.Where(option => option.ValueType == typeof(bool) || option.ValueType == typeof(bool?)))
        {
            option.CompletionSources.Clear();
            if (option.ValueType == typeof(bool?))
            {
                option.CompletionSources.Add("true", "false");
            }
        }

        foreach (var child in command.Subcommands)
        {
            OfferWords(child);
        }
    }

    private static int Refuse(ParseResult parsed, TextWriter error)
    {
        var command = parsed.CommandResult.Command;
        if (command.Subcommands.Count > 0 && parsed.UnmatchedTokens.Count == 0)
        {
            HelpText.Write(CommandPage.Of(command), error);
            return ExitCode.Usage;
        }

        var problems = command.Subcommands.Count > 0
            ? [$"There is no command '{CommandPage.PathOf(command)} {parsed.UnmatchedTokens[0]}'."]
            : parsed.Errors.Select(problem => problem.Message).Distinct();
        foreach (var problem in problems)
        {
            error.WriteLine($"{Name}: {problem}");
        }

        error.WriteLine($"{Name}: '{CommandPage.PathOf(command)} --help' tells what is understood.");
        return ExitCode.Usage;
    }
}
