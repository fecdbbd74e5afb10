using System.Globalization;

namespace DittoFs.Web.Hosting.Settings;

/// <summary>Reads and writes lengths of time as settings spell them: <c>100ms</c>, <c>30s</c>, <c>5m</c>, <c>1h</c>, <c>1d</c>, or .NET's <c>00:00:30</c>.</summary>
internal static class Duration
{
    private static readonly (string Suffix, long Ticks)[] Units =
    [
        ("ms", TimeSpan.TicksPerMillisecond), ("d", TimeSpan.TicksPerDay), ("h", TimeSpan.TicksPerHour),
        ("m", TimeSpan.TicksPerMinute), ("s", TimeSpan.TicksPerSecond),
    ];

    /// <summary>
    /// Reads a number with a unit (a fraction is allowed: <c>1.5h</c>), 0, or a time with colons. A bare number other than 0 is refused:
    /// its unit would be a guess.
    /// </summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        var trimmed = text.Trim();
        foreach (var (suffix, ticks) in Units)
        {
            if (trimmed.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
            {
                return TryScale(trimmed[..^suffix.Length].TrimEnd(), ticks, out duration);
            }
        }

        duration = default;
        return trimmed == "0" || (trimmed.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParse(trimmed, CultureInfo.InvariantCulture, out duration));
    }

    /// <summary>The shortest spelling in the largest unit that divides <paramref name="duration"/>.</summary>
    public static string Format(TimeSpan duration)
    {
        if (duration == TimeSpan.Zero)
        {
            return "0s";
        }

        foreach (var (suffix, ticks) in Units.OrderByDescending(unit => unit.Ticks))
        {
            if (duration.Ticks % ticks == 0)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{duration.Ticks / ticks}{suffix}");
            }
        }

        return duration.ToString("c", CultureInfo.InvariantCulture);
    }

    private static bool TryScale(string number, long ticks, out TimeSpan duration)
    {
        duration = default;
        if (!decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) || value > long.MaxValue / ticks)
        {
            return false;
        }

        duration = new TimeSpan((long)(value * ticks));
        return true;
    }
}
