using System.Globalization;
using System.Text.RegularExpressions;
using DittoFs.Web.Realtime;

namespace DittoFs.Web.AdminConsole.Controls;

/// <summary>Makes the bytes in a store's own words readable.</summary>
internal static partial class StoreDetail
{
    /// <summary>The detail with every number of bytes as a size.</summary>
    public static string Read(string detail) => Bytes().Replace(Pair().Replace(detail, static match =>
        $"{SizeOf(match.Groups[1])} of {SizeOf(match.Groups[2])}"), static match => SizeOf(match.Groups[1]));

    private static string SizeOf(Group digits) => Quantity.Size(double.Parse(digits.ValueSpan, CultureInfo.InvariantCulture));

    [GeneratedRegex(@"(\d+) of (\d+) bytes")]
    private static partial Regex Pair();

    [GeneratedRegex(@"(\d+) bytes")]
    private static partial Regex Bytes();
}
