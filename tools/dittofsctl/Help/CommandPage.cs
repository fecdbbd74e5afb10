using System.CommandLine;
using DittoFs.Ctl.Commands;

namespace DittoFs.Ctl.Help;

/// <summary>A word of the command line with what it means.</summary>
internal sealed record PageEntry(string Label, string Text);

/// <summary>All that the help of a command says, before it is laid out.</summary>
/// <param name="Path">The command with the program's name.</param>
/// <param name="Synopsis">What is typed.</param>
/// <param name="Description">What it does.</param>
/// <param name="Arguments">What must be given.</param>
/// <param name="Options">What can be given.</param>
/// <param name="Commands">The commands below it.</param>
/// <param name="GlobalOptions">What every command understands; only on the program's own page.</param>
/// <param name="Examples">What to type, with the program's name.</param>
internal sealed record CommandPage(
    string Path,
    string Synopsis,
    string Description,
    IReadOnlyList<PageEntry> Arguments,
    IReadOnlyList<PageEntry> Options,
    IReadOnlyList<PageEntry> Commands,
    IReadOnlyList<PageEntry> GlobalOptions,
    IReadOnlyList<string> Examples)
{
    /// <summary>The page of <paramref name="command"/>.</summary>
    public static CommandPage Of(Command command)
    {
        var options = command.Options.Where(option => !option.Hidden).ToList();
        return new CommandPage(
            PathOf(command),
            SynopsisOf(command),
            command.Description ?? "",
            [.. command.Arguments.Select(argument => new PageEntry(LabelOf(argument), argument.Description ?? ""))],
            [.. options.Where(option => !option.Recursive && option is not VersionOption).Select(Describe)],
            [.. command.Subcommands.Where(child => !child.Hidden).Select(child => new PageEntry(child.Name, FirstSentence(child.Description ?? "")))],
            [.. options.Where(option => option.Recursive || option is VersionOption).Select(Describe)],
            command is CtlCommand { Examples: var examples } ? [.. examples.Select(example => $"{CtlRoot.Name} {example}")] : []);
    }

    /// <summary>What is typed for a command, with the program's name.</summary>
    public static string PathOf(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{PathOf(parent)} {command.Name}" : CtlRoot.Name;

    private static string SynopsisOf(Command command)
    {
        string[] words =
        [
            PathOf(command),
            .. command.Subcommands.Count > 0 ? ["COMMAND"] : Array.Empty<string>(),
            .. command.Arguments.Select(LabelOf),
            .. command.Options.Where(option => option.Required).Select(option => $"{option.Name} {option.HelpName}"),
            .. command.Options.Any(option => !option.Required) || command.Subcommands.Count == 0 ? ["[OPTIONS]"] : Array.Empty<string>(),
        ];
        return string.Join(' ', words);
    }

    private static string LabelOf(Argument argument) => argument.Arity.MinimumNumberOfValues == 0 ? $"[{argument.Name}]" : argument.Name;

    private static PageEntry Describe(Option option)
    {
        var names = string.Join(", ", option.Aliases.Where(alias => alias is not "-?" and not "/?" and not "/h").Prepend(option.Name).OrderBy(name => name.Length));
        var value = option.HelpName is { } name ? (option.Arity.MinimumNumberOfValues == 0 ? $" [{name}]" : $" {name}") : "";
        var several = option.Arity.MaximumNumberOfValues > 1 ? " May be given several times." : "";
        return new PageEntry(names + value, (option.Description ?? "") + several);
    }

    private static string FirstSentence(string text) => text.IndexOf(". ", StringComparison.Ordinal) is >= 0 and var end ? text[..(end + 1)] : text;
}
