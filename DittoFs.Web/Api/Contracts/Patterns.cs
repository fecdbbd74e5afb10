namespace DittoFs.Web.Api.Contracts;

/// <summary>Forms that names must have, with the sentences that say so.</summary>
public static class Patterns
{
    /// <summary>Names of users and groups.</summary>
    public const string AccountName = @"[A-Za-z_][A-Za-z0-9._-]{0,63}";

    /// <summary>The rule of <see cref="AccountName"/> in words.</summary>
    public const string AccountNameRule = "A name takes 1 to 64 letters, digits, '.', '_' or '-', and starts with a letter or '_'.";

    /// <summary>Names of shares and stores.</summary>
    public const string ShareName = @"[A-Za-z0-9][A-Za-z0-9._-]{0,63}";

    /// <summary>The rule of <see cref="ShareName"/> in words.</summary>
    public const string ShareNameRule = "A name takes 1 to 64 letters, digits, '.', '_' or '-', and starts with a letter or digit.";

    /// <summary>Octal modes.</summary>
    public const string Mode = @"0?[0-7]{3,4}";

    /// <summary>The rule of <see cref="Mode"/> in words.</summary>
    public const string ModeRule = "A mode is octal, such as 0770.";
}
