using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json.Serialization.Metadata;
using DittoFs.Ctl.Output;

namespace DittoFs.Ctl.Commands;

/// <summary>Options and arguments of the kinds that commands are made of.</summary>
internal static class Symbols
{
    /// <summary>An argument that must be given.</summary>
    public static Argument<string> Argument(string name, string description) => new(name) { Description = description };

    /// <summary>An option with a text.</summary>
    public static Option<string?> Text(string name, string helpName, string description) => new(name) { Description = description, HelpName = helpName };

    /// <summary>An option that may be given several times.</summary>
    public static Option<string[]> Texts(string name, string helpName, string description) => new(name) { Description = description, HelpName = helpName };

    /// <summary>An option with a number.</summary>
    public static Option<T?> Number<T>(string name, string helpName, string description) where T : struct => new(name) { Description = description, HelpName = helpName };

    /// <summary>An option that is there or not.</summary>
    public static Option<bool> Switch(string name, string description) => new(name) { Description = description };

    /// <summary>An option that can also be taken back: left out, things stay as they are.</summary>
    public static Option<bool?> Toggle(string name, string description) => new(name) { Description = description, HelpName = "true|false", Arity = ArgumentArity.ZeroOrOne };

    /// <summary>Where a password is read from.</summary>
    public static Option<string?> PasswordFile(string name = "--password-file", string description = "Reads the password from this file; - is standard input.") =>
        Text(name, "FILE", description);

    /// <summary>An option with one of the words that the API has for <typeparamref name="T"/>.</summary>
    public static Option<T?> Word<T>(string name, string description, JsonTypeInfo<T> type, bool required = false) where T : struct, Enum
    {
        var words = Enum.GetValues<T>().ToDictionary(value => CellText.Word(value, type), StringComparer.Ordinal);
        var option = new Option<T?>(name)
        {
            Description = description,
            HelpName = string.Join('|', words.Keys),
            Required = required,
            CustomParser = result => Parse(result, name, words),
        };

        // Those that it has by itself are the names of the code.
        option.CompletionSources.Clear();
        option.CompletionSources.Add([.. words.Keys]);
        return option;
    }

    private static T? Parse<T>(ArgumentResult result, string name, Dictionary<string, T> words) where T : struct
    {
        if (words.TryGetValue(result.Tokens[0].Value, out var value))
        {
            return value;
        }

        result.AddError($"{name} {result.Tokens[0].Value}: must be one of {string.Join(", ", words.Keys)}.");
        return null;
    }
}
