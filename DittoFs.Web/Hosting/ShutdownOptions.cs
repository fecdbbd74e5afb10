namespace DittoFs.Web.Hosting;

/// <summary>Settings of an orderly stop.</summary>
internal sealed class ShutdownOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Shutdown";

    /// <summary>How long calls that run when the stop begins may take to end; 0 to 10 minutes. What was answered is durable either way.</summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(10);
}
