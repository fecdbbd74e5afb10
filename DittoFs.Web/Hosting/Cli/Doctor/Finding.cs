namespace DittoFs.Web.Hosting.Cli.Doctor;

/// <summary>How bad something is.</summary>
internal enum FindingLevel
{
    /// <summary>As it should be.</summary>
    Good,

    /// <summary>It works, but not as well as it could.</summary>
    Warning,

    /// <summary>It has to be repaired.</summary>
    Failure,
}

/// <summary>What a check found.</summary>
/// <param name="Check">What was looked at.</param>
/// <param name="Level">How bad it is.</param>
/// <param name="Text">What is there.</param>
/// <param name="Advice">What to do; null when nothing is to be done.</param>
internal sealed record Finding(string Check, FindingLevel Level, string Text, string? Advice = null)
{
    /// <summary>All is well.</summary>
    public static Finding Good(string check, string text) => new(check, FindingLevel.Good, text);

    /// <summary>It works, but.</summary>
    public static Finding Warning(string check, string text, string advice) => new(check, FindingLevel.Warning, text, advice);

    /// <summary>It has to be repaired.</summary>
    public static Finding Failure(string check, string text, string advice) => new(check, FindingLevel.Failure, text, advice);
}
