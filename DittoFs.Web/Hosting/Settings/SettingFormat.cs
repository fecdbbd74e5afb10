using System.Collections.Immutable;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using DittoFs.Protocols.Smb;
using DittoFs.Storage.Primitives;
using DittoFs.Web.ControlPlane.Data;
using DittoFs.Web.ControlPlane.Shares;
using DittoFs.Web.Hosting.Tls;

namespace DittoFs.Web.Hosting.Settings;

/// <summary>How the text of a setting becomes a value.</summary>
/// <param name="Accepts">What is accepted, so that "must be …" is a sentence.</param>
/// <param name="Read">The value of a text, or false when it is none that is accepted.</param>
/// <param name="Write">A value as text that <paramref name="Read"/> takes.</param>
internal sealed record SettingFormat<T>(string Accepts, SettingFormat<T>.Reader Read, Func<T, string> Write)
{
    /// <summary>Reads a value.</summary>
    internal delegate bool Reader(string text, [MaybeNullWhen(false)] out T value);

    /// <summary>The least and the greatest number, of formats that are numbers.</summary>
    public (int Min, int Max)? Bounds { get; init; }

    /// <summary>The only words that are accepted; empty when there are others.</summary>
    public ImmutableArray<string> Words { get; init; } = [];

    /// <summary>Shows a value that may hold a secret without it; null for values that never do.</summary>
    public Func<T, string>? Mask { get; init; }
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

    /// <summary>Networks, separated by commas; none is allowed.</summary>
    public static SettingFormat<IReadOnlyList<IPNetwork>> Networks { get; } = new(
        "networks such as 192.168.1.0/24, separated by commas", TryReadNetworks, networks => string.Join(",", networks));

    /// <summary>The path that a server is offered below; empty for the root.</summary>
    public static SettingFormat<string> PathBase { get; } = new("a path such as /files, or nothing", TryReadPathBase, path => path);

    /// <summary>The database of the control plane.</summary>
    public static SettingFormat<ControlPlaneProvider> Provider { get; } = new(
        "sqlite or postgres",
        (string text, out ControlPlaneProvider value) => Enum.TryParse(text, ignoreCase: true, out value) && !char.IsAsciiDigit(text[0]),
        provider => provider.ToString().ToLowerInvariant())
    {
        Words = ["sqlite", "postgres"],
    };

    /// <summary>A connection string, which may hold a password.</summary>
    public static SettingFormat<string> ConnectionString { get; } = Text with { Mask = MaskPassword };

    /// <summary>A name of NetBIOS, as SMB clients show it.</summary>
    public static SettingFormat<string> ServerName { get; } = new("1 to 15 letters, digits or '-'", TryReadServerName, name => name);

    /// <summary>A dialect of SMB.</summary>
    public static SettingFormat<SmbDialect> Dialect { get; } = new("2.0.2, 2.1, 3.0, 3.0.2 or 3.1.1", TryReadDialect, WriteDialect) { Words = ["2.0.2", "2.1", "3.0", "3.0.2", "3.1.1"] };

    /// <summary>Whether SMB is encrypted.</summary>
    public static SettingFormat<SmbEncryption> Encryption { get; } = new(
        "off, offered or required",
        (string text, out SmbEncryption value) => Enum.TryParse(text, ignoreCase: true, out value) && !char.IsAsciiDigit(text[0]),
        encryption => encryption.ToString().ToLowerInvariant())
    {
        Words = ["off", "offered", "required"],
    };

    /// <summary>The absolute path of a directory.</summary>
    public static SettingFormat<string> AbsolutePath { get; } = new("an absolute path", TryReadPath, path => path);

    /// <summary>The absolute path of a file, or nothing.</summary>
    public static SettingFormat<string> OptionalPath { get; } = new(
        "an absolute path, or empty", (string text, [MaybeNullWhen(false)] out string value) => (value = text.Trim()).Length == 0 || Path.IsPathFullyQualified(value), path => path);

    /// <summary>Where HTTPS is spoken.</summary>
    public static SettingFormat<TlsMode> TlsMode { get; } = new(
        "off, auto or required",
        (string text, out TlsMode value) => Enum.TryParse(text, ignoreCase: true, out value) && !char.IsAsciiDigit(text[0]),
        mode => mode.ToString().ToLowerInvariant())
    {
        Words = ["off", "auto", "required"],
    };

    /// <summary>Absolute paths of files, separated by commas; none is allowed.</summary>
    public static SettingFormat<IReadOnlyList<string>> Paths { get; } = new("absolute paths, separated by commas", TryReadPaths, paths => string.Join(",", paths));

    /// <summary>On or off.</summary>
    public static SettingFormat<bool> Switch { get; } = new("true or false", bool.TryParse, value => value ? "true" : "false");

    /// <summary>The least level that is logged.</summary>
    public static SettingFormat<LogLevel> LogLevel { get; } = new(
        "Trace, Debug, Information, Warning, Error, Critical or None",
        (string text, out LogLevel value) => Enum.TryParse(text, ignoreCase: true, out value) && !char.IsAsciiDigit(text[0]),
        level => level.ToString())
    {
        Words = [.. Enum.GetNames<LogLevel>()],
    };

    /// <summary>A whole number within bounds.</summary>
    public static SettingFormat<int> Integer(int min, int max, string? accepts = null) => new(
        accepts ?? $"a whole number between {min} and {max}",
        (string text, out int value) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value) && value >= min && value <= max,
        value => value.ToString(CultureInfo.InvariantCulture))
    {
        Bounds = (min, max),
    };

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

    private static string MaskPassword(string connectionString)
    {
        try
        {
            var builder = new DbConnectionStringBuilder { ConnectionString = connectionString };
            foreach (var key in builder.Keys.Cast<string>().Where(key => key.Contains("password", StringComparison.OrdinalIgnoreCase) || key.Equals("pwd", StringComparison.OrdinalIgnoreCase)).ToList())
            {
                builder[key] = "***";
            }

            return builder.ConnectionString;
        }
        catch (ArgumentException)
        {
            // What can't be taken apart is not shown at all.
            return "***";
        }
    }

    // Only what a URL holds as it is: what a proxy would write in two ways would fit in one of them alone.
    private static bool TryReadPathBase(string text, out string value)
    {
        value = text.TrimEnd('/');
        return value.Length == 0 || (value[0] == '/' && value.Split('/')[1..].All(
            name => name.Length > 0 && name is not ("." or "..") && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' or '~')));
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

    private static bool TryReadNetworks(string text, [MaybeNullWhen(false)] out IReadOnlyList<IPNetwork> networks)
    {
        var found = new List<IPNetwork>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!Cidr.TryParse(part, out var network))
            {
                networks = null;
                return false;
            }

            found.Add(network);
        }

        networks = found;
        return true;
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
