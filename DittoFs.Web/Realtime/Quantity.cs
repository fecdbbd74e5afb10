using System.Globalization;

namespace DittoFs.Web.Realtime;

/// <summary>
/// Writes numbers for people: three significant digits, a unit always, binary sizes, durations in the largest unit that fits. The width changes little
/// as a number changes, so that live figures do not jump.
/// </summary>
internal static class Quantity
{
    private static readonly string[] SizeUnits = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
    private static readonly string[] CountUnits = ["", "k", "M", "G"];

    /// <summary>Bytes, such as <c>1.50 GiB</c>.</summary>
    public static string Size(double bytes)
    {
        var (value, unit) = Scale(bytes, 1024, SizeUnits.Length);
        return unit == 0 ? string.Create(CultureInfo.InvariantCulture, $"{Math.Round(value):0} B") : $"{ThreeDigits(value)} {SizeUnits[unit]}";
    }

    /// <summary>Bytes per second, such as <c>312 MiB/s</c>.</summary>
    public static string Rate(double bytesPerSecond) => Size(bytesPerSecond) + "/s";

    /// <summary>A count, such as <c>12.3k</c>; whole numbers below a thousand, tenths below ten where there are any.</summary>
    public static string Count(double count)
    {
        var (value, unit) = Scale(count, 1000, CountUnits.Length);
        return unit > 0
            ? ThreeDigits(value) + CountUnits[unit]
            : value.ToString(value < 10 && value != Math.Floor(value) ? "0.0" : "0", CultureInfo.InvariantCulture);
    }

    /// <summary>A duration from its seconds, such as <c>850 µs</c>, <c>12.0 ms</c>, <c>4.20 s</c>, <c>3 min 20 s</c>.</summary>
    public static string Duration(double seconds) => seconds switch
    {
        <= 0 => "0 ms",
        < 0.9995e-3 => ThreeDigits(seconds * 1e6) + " µs",
        < 0.9995 => ThreeDigits(seconds * 1e3) + " ms",
        < 59.95 => ThreeDigits(seconds) + " s",
        _ => Long(TimeSpan.FromSeconds(Math.Round(seconds))),
    };

    /// <summary>How long something has lasted, in whole seconds at least: <c>4 s</c>, <c>3 min 20 s</c>, <c>2 h 5 min</c>, <c>3 d 4 h</c>.</summary>
    public static string Age(TimeSpan age) => age < TimeSpan.FromMinutes(1)
        ? string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, (int)age.TotalSeconds)} s")
        : Long(age);

    /// <summary>A part of a whole, such as <c>12 %</c>.</summary>
    public static string Percent(double fraction) => string.Create(CultureInfo.InvariantCulture, $"{Math.Round(fraction * 100):0} %");

    /// <summary>All digits in groups of three, for tooltips.</summary>
    public static string Exact(double value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Long(TimeSpan age) => age switch
    {
        { TotalHours: < 1 } => Join(age.Minutes, "min", age.Seconds, "s"),
        { TotalDays: < 1 } => Join(age.Hours, "h", age.Minutes, "min"),
        _ => Join((int)age.TotalDays, "d", age.Hours, "h"),
    };

    private static string Join(int large, string largeUnit, int small, string smallUnit) =>
        string.Create(CultureInfo.InvariantCulture, $"{large} {largeUnit} {small} {smallUnit}");

    private static (double Value, int Unit) Scale(double value, double step, int unitCount)
    {
        var unit = 0;
        // 999.5 would be written as 1000: it belongs to the next unit already.
        while (unit < unitCount - 1 && Math.Abs(value) >= (unit == 0 ? Math.Min(step, 1000) - 0.5 : 999.5))
        {
            value /= step;
            unit++;
        }

        return (value, unit);
    }

    private static string ThreeDigits(double value) => Math.Abs(value).ToString(
        Math.Abs(value) switch
        {
            < 9.995 => "0.00",
            < 99.95 => "0.0",
            _ => "0",
        },
        CultureInfo.InvariantCulture);
}
