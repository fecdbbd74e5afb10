using System.CommandLine;
using System.CommandLine.Help;

namespace DittoFs.Web.Hosting.Cli;

/// <summary><c>reference</c>: writes docs/server-cli.md.</summary>
internal static class ReferenceCommand
{
    /// <summary>Makes the verb, which help does not show.</summary>
    public static Command Create() => new Command("reference", "Writes the documentation of all verbs.") { Hidden = true }.Does((parsed, _) =>
    {
        Write((RootCommand)parsed.RootCommandResult.Command, parsed.InvocationConfiguration.Output);
        return Task.FromResult(ExitCode.Success);
    });

    /// <summary>Writes the page.</summary>
    public static void Write(RootCommand root, TextWriter output)
    {
        output.Write("""
            # dittofs

            <!-- Written by 'dittofs reference'; a test compares. Change the verbs and write it again. -->

            The server's own command line. From the source tree it is `dotnet run -c Release --project DittoFs.Web --`, and an installed server is `dittofs`. Its verbs
            work on the data directory of this machine: a server that runs there is asked through its [control socket](rest.md#the-control-socket), and what needs none
            to run takes the directory's lock. Servers elsewhere are administered with [dittofsctl](cli.md).

            | Exit status | Meaning |
            |---|---|

            """);
        foreach (var (code, meaning) in ExitCode.Meanings)
        {
            output.Write($"| {code} | {meaning} |\n");
        }

        foreach (var command in root.Subcommands)
        {
            WriteCommand(command, "dittofs", output);
        }
    }

    private static void WriteCommand(Command command, string parent, TextWriter output)
    {
        var path = $"{parent} {command.Name}";
        if (command.Hidden)
        {
            return;
        }

        output.Write($"\n## {path}\n\n{command.Description}\n");
        if (command.Subcommands.Count > 0)
        {
            foreach (var child in command.Subcommands)
            {
                WriteCommand(child, path, output);
            }

            return;
        }

        var options = command.Options.Where(option => !option.Hidden && option is not HelpOption).ToList();
        output.Write($"\n    {path}{string.Concat(command.Arguments.Select(Synopsis))}{(options.Count > 0 ? " [options]" : "")}\n");
        WriteTable("Argument", [.. command.Arguments.Select(argument => (argument.Name, argument.Description))], output);
        WriteTable("Option", [.. options.Select(option => (Label(option), option.Description))], output);
    }

    private static string Synopsis(Argument argument) => argument.Arity.MinimumNumberOfValues == 0 ? $" [{argument.Name}]" : $" {argument.Name}";

    private static string Label(Option option) => string.Join(", ", option.Aliases.Append(option.Name).OrderBy(name => name.Length)) + (option.HelpName is { } value ? $" {value}" : "");

    private static void WriteTable(string title, IReadOnlyList<(string Label, string? Text)> rows, TextWriter output)
    {
        if (rows.Count == 0)
        {
            return;
        }

        output.Write($"\n| {title} | Meaning |\n|---|---|\n");
        foreach (var (label, text) in rows)
        {
            // A bar ends a cell even between back quotes.
            output.Write($"| `{label.Replace("|", "\\|", StringComparison.Ordinal)}` | {text!.Replace("|", "\\|", StringComparison.Ordinal)} |\n");
        }
    }
}
