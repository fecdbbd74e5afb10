namespace DittoFs.Web.Hosting.Settings;

/// <summary>The server can't start with the settings it was given. Each problem is a line for the administrator.</summary>
internal sealed class SettingsException(IReadOnlyList<string> problems) : Exception(string.Join(Environment.NewLine, problems))
{
    /// <summary>One problem.</summary>
    public SettingsException(string problem)
        : this([problem])
    {
    }

    /// <summary>What is wrong, one line each: key, value and what is accepted.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}
