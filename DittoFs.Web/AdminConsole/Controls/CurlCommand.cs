namespace DittoFs.Web.AdminConsole.Controls;

/// <summary>Writes API calls as curl commands that a shell takes as they are.</summary>
internal static class CurlCommand
{
    /// <summary>One call, with the token in <c>$TOKEN</c>.</summary>
    public static string For(string method, string baseUri, string path, string? body)
    {
        var command = $"curl -X {method} {Quote($"{baseUri}api/v1{path}")} \\\n  -H \"Authorization: Bearer $TOKEN\"";
        return body is null ? command : $"{command} \\\n  -H 'Content-Type: application/json' \\\n  -d {Quote(body)}";
    }

    // Within single quotes a shell leaves everything alone, and a single quote is written by leaving them for a moment.
    private static string Quote(string text) => $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
