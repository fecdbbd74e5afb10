using System.Text.RegularExpressions;

namespace DittoFs.Storage.Primitives;

/// <summary>
/// The one name of a share: <c>/name</c> over NFS, <c>\\server\name</c> over SMB. 1 to 64 characters of
/// <c>[A-Za-z0-9][A-Za-z0-9._-]*</c>; two shares' names differ in more than case.
/// </summary>
public readonly partial record struct ShareName
{
    private ShareName(string value) => Value = value;

    /// <summary>The name without a slash.</summary>
    public string Value { get; }

    /// <summary>Takes <paramref name="text"/> if it is a valid name.</summary>
    public static bool TryParse(string? text, out ShareName name)
    {
        var valid = text is not null && Pattern().IsMatch(text);
        name = valid ? new ShareName(text!) : default;
        return valid;
    }

    /// <summary>Takes <paramref name="text"/>, which must be a valid name.</summary>
    /// <exception cref="FormatException">It is not.</exception>
    public static ShareName Parse(string text) => TryParse(text, out var name)
        ? name
        : throw new FormatException($"'{text}' is not a share name: it takes 1 to 64 letters, digits, '.', '_' or '-', and starts with a letter or digit.");

    /// <summary>Equal without regard to case, as SMB clients see it.</summary>
    public bool Equals(ShareName other) => string.Equals(Value, other.Value, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(Value ?? "");

    /// <inheritdoc/>
    public override string ToString() => Value;

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
