using System.Globalization;
using System.Text;
using System.Text.Json;

namespace DittoFs.Ctl.Output;

/// <summary>
/// JSON as block-style YAML 1.2. Strings are plain where every reader takes them for strings, and else double-quoted.
/// </summary>
internal sealed class YamlWriter(TextWriter output)
{
    private const string PlainCharacters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./-";

    // Words that YAML 1.1 or 1.2 read as something else than a string.
    private static readonly string[] OtherWords = ["y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf"];

    /// <summary>Writes a whole document.</summary>
    public void WriteDocument(JsonElement value)
    {
        if (IsEmptyOrScalar(value))
        {
            output.WriteLine(Scalar(value));
        }
        else
        {
            WriteBlock(value, 0, atLineStart: true);
        }
    }

    private void WriteBlock(JsonElement value, int indent, bool atLineStart)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in value.EnumerateObject())
            {
                StartLine(indent, ref atLineStart);
                output.Write(Text(property.Name));
                output.Write(':');
                WriteValue(property.Value, property.Value.ValueKind == JsonValueKind.Array ? indent : indent + 2);
            }
        }
        else
        {
            foreach (var item in value.EnumerateArray())
            {
                StartLine(indent, ref atLineStart);
                output.Write('-');
                WriteItem(item, indent + 2);
            }
        }
    }

    private void WriteValue(JsonElement value, int indent)
    {
        if (IsEmptyOrScalar(value))
        {
            output.WriteLine(" " + Scalar(value));
            return;
        }

        output.WriteLine();
        WriteBlock(value, indent, atLineStart: true);
    }

    private void WriteItem(JsonElement item, int indent)
    {
        output.Write(' ');
        if (IsEmptyOrScalar(item))
        {
            output.WriteLine(Scalar(item));
        }
        else
        {
            WriteBlock(item, indent, atLineStart: false);
        }
    }

    // The first line of a list's entry goes on behind its dash.
    private void StartLine(int indent, ref bool atLineStart)
    {
        if (atLineStart)
        {
            output.Write(new string(' ', indent));
        }

        atLineStart = true;
    }

    private static bool IsEmptyOrScalar(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.GetPropertyCount() == 0,
        JsonValueKind.Array => value.GetArrayLength() == 0,
        _ => true,
    };

    private static string Scalar(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "{}",
        JsonValueKind.Array => "[]",
        JsonValueKind.String => Text(value.GetString()!),
        _ => value.GetRawText(),
    };

    private static string Text(string text) => IsPlain(text) ? text : Quote(text);

    private static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append("\\\\"),
                '\n' => quoted.Append("\\n"),
                '\t' => quoted.Append("\\t"),
                _ when !MustEscape(rune) => quoted.Append(rune.ToString()),
                <= char.MaxValue => quoted.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}"),
                _ => quoted.Append(CultureInfo.InvariantCulture, $"\\U{rune.Value:x8}"),
            };
        }

        return quoted.Append('"').ToString();
    }

    private static bool MustEscape(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned;

    private static bool IsPlain(string text) =>
        text.Length > 0
        && char.IsAsciiLetter(text[0])
        && text.All(character => PlainCharacters.Contains(character, StringComparison.Ordinal))
        && !OtherWords.Contains(text.ToLower(CultureInfo.InvariantCulture));
}
