using System.Globalization;
using DittoFs.Web.AdminConsole.Controls;

namespace DittoFs.Web.AdminConsole.Pages.Shares;

/// <summary>Limits as people type them: bytes in GiB, counts as they are, nothing for no limit.</summary>
internal static class QuotaText
{
    private const long Gibibyte = 1L << 30;

    /// <summary>The text of a limit in bytes.</summary>
    public static string FromBytes(long? bytes) => bytes is > 0 and var limit ? ((double)limit / Gibibyte).ToString("0.######", CultureInfo.InvariantCulture) : "";

    /// <summary>The text of a limit in files.</summary>
    public static string FromCount(long? count) => count is > 0 and var limit ? limit.ToString(CultureInfo.InvariantCulture) : "";

    /// <summary>The bytes of a text; 0 for no limit, and for a text that is none, which is noted at <paramref name="field"/>.</summary>
    public static long ToBytes(string text, string field, FormErrors errors)
    {
        if (text.Length == 0)
        {
            return 0;
        }

        if (double.TryParse(text, CultureInfo.InvariantCulture, out var gibibytes) && gibibytes > 0 && gibibytes < (double)long.MaxValue / Gibibyte)
        {
            return Math.Max(1, (long)(gibibytes * Gibibyte));
        }

        errors.Add(field, "A number above 0, such as 500 or 0.5.");
        return 0;
    }

    /// <summary>The count of a text; 0 for no limit, and for a text that is none, which is noted at <paramref name="field"/>.</summary>
    public static long ToCount(string text, string field, FormErrors errors)
    {
        if (text.Length == 0)
        {
            return 0;
        }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0)
        {
            return count;
        }

        errors.Add(field, "A whole number above 0, such as 100000.");
        return 0;
    }
}
