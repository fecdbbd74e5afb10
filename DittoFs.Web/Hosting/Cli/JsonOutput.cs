using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace DittoFs.Web.Hosting.Cli;

/// <summary>How verbs write JSON.</summary>
internal static class JsonOutput
{
    private const string Json = "json";

    /// <summary>Indented, with the names of the REST API; readable on a terminal, which is no HTML page.</summary>
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    /// <summary>The option <c>-o</c>.</summary>
    public static Option<string> Option() => new Option<string>("--output", "-o")
    {
        Description = "The form of the result: text for people, json for programs.",
        HelpName = "text|json",
        DefaultValueFactory = _ => "text",
    }.AcceptOnlyFromAmong("text", Json);

    /// <summary>Whether JSON is wanted.</summary>
    public static bool WantsJson(this ParseResult parsed, Option<string> option) => parsed.GetValue(option) == Json;
}
