using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace DittoFs.Ctl.Output;

/// <summary>Values as cells of a table.</summary>
internal static class CellText
{
    /// <summary>What stands for nothing, so that columns stay countable for scripts.</summary>
    public const string Nothing = "-";

    /// <summary>Text that can't move the cursor or colour the terminal, whoever wrote it.</summary>
    public static string Of(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return Nothing;
        }

        return text.Any(IsUnsafe) ? Escape(text) : text;
    }

    /// <summary>A list, with commas.</summary>
    public static string Of(IEnumerable<string> texts) => Of(string.Join(", ", texts));

    /// <summary>Yes or no.</summary>
    public static string Of(bool value) => value ? "yes" : "no";

    /// <summary>A number.</summary>
    public static string Of(long? value) => value?.ToString(CultureInfo.InvariantCulture) ?? Nothing;

    /// <summary>A moment, in UTC and to the second.</summary>
    public static string Of(DateTime? time) => time?.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? Nothing;

    /// <summary>The word that the API has for <paramref name="value"/>.</summary>
    public static string Word<T>(T value, JsonTypeInfo<T> type) where T : struct, Enum => JsonSerializer.SerializeToElement(value, type).GetString()!;

    private static bool IsUnsafe(char character) =>
        char.IsControl(character) || CharUnicodeInfo.GetUnicodeCategory(character) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    private static string Escape(string text)
    {
        var safe = new StringBuilder();
        foreach (var character in text)
        {
            _ = IsUnsafe(character) ? safe.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}") : safe.Append(character);
        }

        return safe.ToString();
    }
}
