using System.Text.RegularExpressions;

namespace DittoFs.Web.Observability;

/// <summary>
/// Takes secrets out of what is shown of the log. Nothing of ours logs one; libraries may quote a connection string or a header in an exception.
/// </summary>
internal static partial class LogRedaction
{
    /// <summary>The text with the values of whatever looks like a secret left out.</summary>
    public static string Apply(string text) => Secret().Replace(text, "$1$2…");

    [GeneratedRegex("""\b(password|passwd|pwd|secret[a-z_-]*|access[_-]?token|refresh[_-]?token|token|bearer|x-amz-signature)(["']?\s*[=:]\s*["']?|(?<=bearer)\s+)[^\s;,&"'<>]+""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Secret();
}
