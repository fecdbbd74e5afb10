using System.CommandLine;

namespace DittoFs.Ctl.Running;

/// <summary>Asks for the arguments and options that a command needs and was not given, where somebody can be asked.</summary>
internal static class MissingInput
{
    /// <summary>What has to be added to the command line; null when nothing is missing, when more is wrong than that, or when nobody can be asked.</summary>
    public static IReadOnlyList<string>? Ask(ParseResult parsed, Terminal terminal)
    {
        var command = parsed.CommandResult.Command;
        var arguments = command.Arguments.Where(argument => argument.Arity.MinimumNumberOfValues > 0 && parsed.GetResult(argument) is not { Tokens.Count: > 0 }).ToList();
        var options = command.Options.Where(option => option.Required && parsed.GetResult(option) is null or { Implicit: true }).ToList();
        var isAll = parsed.UnmatchedTokens.Count == 0 && parsed.Errors.Count == arguments.Count + options.Count;
        if (!terminal.CanAsk || !isAll || parsed.Errors.Count == 0 || command.Subcommands.Count > 0)
        {
            return null;
        }

        var given = new List<string>();
        foreach (var option in options)
        {
            given.AddRange([option.Name, .. Read(terminal, $"{option.Name} {option.HelpName}".TrimEnd(), option.Description)]);
        }

        // What is missing stands behind what was given.
        foreach (var argument in arguments)
        {
            given.AddRange(Read(terminal, argument.Name, argument.Description));
        }

        return given.Contains("") ? null : given;
    }

    private static string[] Read(Terminal terminal, string name, string? description)
    {
        terminal.Error.WriteLine(description);
        terminal.Error.Write($"{name}: ");
        return [terminal.Input.ReadLine()?.Trim() ?? ""];
    }
}
