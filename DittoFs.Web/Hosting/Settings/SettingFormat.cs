using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using DittoFs.Protocols.Smb;
using DittoFs.Storage.Primitives;
using DittoFs.Web.ControlPlane.Data;

namespace DittoFs.Web.Hosting.Settings;

/// <summary>How the text of a setting becomes a value.</summary>
/// <param name="Accepts">What is accepted, so that "must be …" is a sentence.</param>
/// <param name="Read">The value of a text, or false when it is none that is accepted.</param>
/// <param name="Write">A value as text that <paramref name="Read"/> takes.</param>
internal sealed record SettingFormat<T>(string Accepts, SettingFormat<T>.Reader Read, Func<T, string> Write)
{
    /// <summary>Reads a value.</summary>
    internal delegate bool Reader(string text, [MaybeNullWhen(false)] out T value);
}

/// <summary>The formats that settings use.</summary>
internal static class SettingFormats
{
    private const string Auto = "auto";

    /// <summary>A TCP port, or 0 for any free one.</summary>
    public static SettingFormat<int> Port { get; } = Integer(0, 65_535, "a port between 0 (any free one) and 65535");

    /// <summary>A port, 0 for none, or the word that leaves it to the server.</summary>
    public static SettingFormat<int?> OptionalPort { get; } = new(
        "auto, or a port between 0 (none) and 65535", TryReadOptionalPort, port => port?.ToString(CultureInfo.InvariantCulture) ?? Auto);

    /// <summary>One or more IP addresses, separated by commas.</summary>
    public static SettingFormat<IReadOnlyList<IPAddress>> Addresses { get; } = new(
        "one or more IP addresses, separated by commas", TryReadAddresses, addresses => string.Join(",", addresses));

    /// <summary>Any text, the empty one included.</summary>
    public static SettingFormat<string> Text { get; } = new("any text", TryReadText, text => text);

    /// <summary>Host names, separated by commas; none is allowed.</summary>
    public static SettingFormat<IReadOnlyList<string>> Hosts { get; } = new(
        "host names, separated by commas, or * for all", TryReadHosts, hosts => string.Join(",", hosts));

    /// <summary>The database of the control plane.</summary>
    public static SettingFormat<ControlPlaneProvider> Provider { get; } = new(
        "sqlite or postgres",
        (string text, out ControlPlaneProvider value) => Enum.TryParse(text, ignoreCase: true, out value) && !char.IsAsciiDigit(text[0]),
        provider => provider.ToString().ToLowerInvariant());

    /// <summary>A name of NetBIOS, as SMB clients show it.</summary>
    public static SettingFormat<string> ServerName { get; } = new("1 to 15 letters, digits or '-'", TryReadServerName, name => name);

    /// <summary>A dialect of SMB.</summary>
    public static SettingFormat<SmbDialect> Dialect { get; } = new("2.0.2, 2.1, 3.0, 3.0.2 or 3.1.1", TryReadDialect, WriteDialect);

    /// <summary>Whether SMB is encrypted.</summary>
    public static SettingFormat<SmbEncryption> Encryption { get; } = new(
        "off, offered or required",
        (string text, out SmbEncryption value) => Enum.TryParse(text, ignoreCase: true, out value) && !char.IsAsciiDigit(text[0]),
        encryption => encryption.ToString().ToLowerInvariant());

    /// <summary>The absolute path of a directory.</summary>
    public static SettingFormat<string> AbsolutePath { get; } = new("an absolute path", TryReadPath, path => path);

    /// <summary>Absolute paths of files, separated by commas; none is allowed.</summary>
    public static SettingFormat<IReadOnlyList<string>> Paths { get; } = new("absolute paths, separated by commas", TryReadPaths, paths => string.Join(",", paths));

    /// <summary>On or off.</summary>
    public static SettingFormat<bool> Switch { get; } = new("true or false", bool.TryParse, value => value ? "true" : "false");

    /// <summary>The least level that is logged.</summary>
    public static SettingFormat<LogLevel> LogLevel { get; } = new(
        "Trace, Debug, Information, Warning, Error, Critical or None",
        (string text, out LogLevel value) => Enum.TryParse(text, ignoreCase: true, out value) && !char.IsAsciiDigit(text[0]),
        level => level.ToString());

    /// <summary>A whole number within bounds.</summary>
    public static SettingFormat<int> Integer(int min, int max, string? accepts = null) => new(
        accepts ?? $"a whole number between {min} and {max}",
        (string text, out int value) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value) && value >= min && value <= max,
        value => value.ToString(CultureInfo.InvariantCulture));

    /// <summary>A number of bytes within bounds.</summary>
    public static SettingFormat<ByteSize> Size(ByteSize min, ByteSize max) => new(
        $"between {min} and {max}",
        (string text, out ByteSize value) => ByteSize.TryParse(text, out value) && value >= min && value <= max,
        value => value.ToString());

    /// <summary>A length of time within bounds.</summary>
    public static SettingFormat<TimeSpan> Time(TimeSpan min, TimeSpan max) => new(
        $"between {Duration.Format(min)} and {Duration.Format(max)}",
        (string text, out TimeSpan value) => Duration.TryParse(text, out value) && value >= min && value <= max,
        Duration.Format);

    private static bool TryReadOptionalPort(string text, out int? port)
    {
        var isAuto = text.Equals(Auto, StringComparison.OrdinalIgnoreCase);
        var isPort = Port.Read(text, out var number);
        port = isPort ? number : null;
        return isAuto || isPort;
    }

    private static bool TryReadText(string text, out string value)
    {
        value = text;
        return true;
    }

    private static bool TryReadServerName(string text, out string value)
    {
        value = text;
        return SmbOptions.IsServerName(text);
    }

    private static bool TryReadDialect(string text, out SmbDialect value)
    {
        value = Array.Find(Enum.GetValues<SmbDialect>(), dialect => dialect != SmbDialect.None && WriteDialect(dialect) == text);
        return value != SmbDialect.None;
    }

    private static string WriteDialect(SmbDialect dialect) => dialect switch
    {
        SmbDialect.None => "",
        SmbDialect.Smb202 => "2.0.2",
        SmbDialect.Smb210 => "2.1",
        SmbDialect.Smb300 => "3.0",
        SmbDialect.Smb302 => "3.0.2",
        SmbDialect.Smb311 => "3.1.1",
    };

    private static bool TryReadHosts(string text, [MaybeNullWhen(false)] out IReadOnlyList<string> hosts)
    {
        var found = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        hosts = found;
        return Array.TrueForAll(found, host => host == "*" || Uri.CheckHostName(host) != UriHostNameType.Unknown);
    }

    private static bool TryReadAddresses(string text, [MaybeNullWhen(false)] out IReadOnlyList<IPAddress> addresses)
    {
        var found = new List<IPAddress>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (!TryReadAddress(part, out var address))
            {
                addresses = null;
                return false;
            }

            found.Add(address);
        }

        addresses = [.. found.Distinct()];
        return true;
    }

    // IPAddress.TryParse also takes "1" and "0x7f.1"; a setting that opens ports should mean what it says.
    private static bool TryReadAddress(string text, [MaybeNullWhen(false)] out IPAddress address) =>
        IPAddress.TryParse(text, out address) && (text.Contains(':', StringComparison.Ordinal) || address.ToString() == text);

    private static bool TryReadPaths(string text, [MaybeNullWhen(false)] out IReadOnlyList<string> paths)
    {
        var found = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        paths = found;
        return Array.TrueForAll(found, Path.IsPathFullyQualified);
    }

    private static bool TryReadPath(string text, [MaybeNullWhen(false)] out string path)
    {
        path = Path.IsPathFullyQualified(text) ? Path.TrimEndingDirectorySeparator(Path.GetFullPath(text)) : null;
        return path is not null;
    }
}
