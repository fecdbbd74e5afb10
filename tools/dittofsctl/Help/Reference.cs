using System.CommandLine;
using DittoFs.Ctl.Running;

namespace DittoFs.Ctl.Help;

/// <summary>The pages of all commands as one Markdown document.</summary>
internal static class Reference
{
    /// <summary>Writes the document.</summary>
    public static void Write(RootCommand root, TextWriter output)
    {
        var page = CommandPage.Of(root);
        output.WriteLine("# dittofsctl");
        output.WriteLine();
        output.WriteLine("<!-- Written by 'dittofsctl reference'; a test compares. Change the commands and write it again. -->");
        output.WriteLine();
        output.WriteLine(page.Description);
        output.WriteLine();
        WriteIntroduction(output);
        WriteTable("Option of every command", page.GlobalOptions, output);
        WriteExitCodes(output);
        foreach (var command in root.Subcommands)
        {
            WriteCommand(command, output);
        }
    }

    private static void WriteIntroduction(TextWriter output)
    {
        string[] lines =
        [
            "Contexts with their tokens lie in `$XDG_CONFIG_HOME/dittofsctl/contexts.json` (else below `~/.config`), which only its owner can read. Results go to standard",
            "output, all else to standard error. Passwords are typed, piped in or read from a file, and never part of the command line. Users, groups, shares and",
            "stores are named by their name or by their id.",
            "",
            "Build it as one native program without a runtime (this needs gcc or clang, and zlib's header files):",
            "",
            "    dotnet publish tools/dittofsctl -c Release -r linux-x64 -p:CppCompilerAndLinker=gcc -o publish",
            "",
        ];
        foreach (var line in lines)
        {
            output.WriteLine(line);
        }
    }

    private static void WriteExitCodes(TextWriter output)
    {
        output.WriteLine("| Exit code | Meaning |");
        output.WriteLine("|---|---|");
        foreach (var (code, meaning) in ExitCode.Meanings)
        {
            output.WriteLine($"| {code} | {meaning} |");
        }

        output.WriteLine();
    }

    private static void WriteCommand(Command command, TextWriter output)
    {
        var page = CommandPage.Of(command);
        output.WriteLine($"## {page.Path}");
        output.WriteLine();
        output.WriteLine(page.Description);
        output.WriteLine();
        if (command.Subcommands.Count == 0)
        {
            output.WriteLine($"    {page.Synopsis}");
            output.WriteLine();
            WriteTable("Argument", page.Arguments, output);
            WriteTable("Option", page.Options, output);
            WriteExamples(page.Examples, output);
        }

        foreach (var child in command.Subcommands)
        {
            WriteCommand(child, output);
        }
    }

    private static void WriteTable(string title, IReadOnlyList<PageEntry> entries, TextWriter output)
    {
        if (entries.Count == 0)
        {
            return;
        }

        output.WriteLine($"| {title} | Meaning |");
        output.WriteLine("|---|---|");
        foreach (var entry in entries)
        {
            // A bar ends a cell even between back quotes.
            output.WriteLine($"| `{entry.Label.Replace("|", "\\|", StringComparison.Ordinal)}` | {entry.Text.Replace("|", "\\|", StringComparison.Ordinal)} |");
        }

        output.WriteLine();
    }

    private static void WriteExamples(IReadOnlyList<string> examples, TextWriter output)
    {
        if (examples.Count == 0)
        {
            return;
        }

        output.WriteLine(examples.Count == 1 ? "Example:" : "Examples:");
        output.WriteLine();
        foreach (var example in examples)
        {
            output.WriteLine($"    {example}");
        }

        output.WriteLine();
    }
}
