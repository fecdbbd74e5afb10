using System.Globalization;

namespace DittoFs.Client;

/// <summary>Writes the query of a call.</summary>
internal static class QueryText
{
    /// <summary><paramref name="path"/> with those of <paramref name="parameters"/> that have a value.</summary>
    public static string Of(string path, params ReadOnlySpan<(string Name, string? Value)> parameters)
    {
        var separator = '?';
        foreach (var (name, value) in parameters)
        {
            if (value is not null)
            {
                path += $"{separator}{name}={Uri.EscapeDataString(value)}";
                separator = '&';
            }
        }

        return path;
    }

    /// <summary>A moment as the API reads it.</summary>
    public static string? Of(DateTimeOffset? time) => time?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    /// <summary>Yes or no as the API reads it.</summary>
    public static string? Of(bool? value) => value is null ? null : value.Value ? "true" : "false";
}
