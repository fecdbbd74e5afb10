namespace DittoFs.Storage.Dumps;

/// <summary>How often the metadata of shares whose rows are on this machine are put beside their blocks.</summary>
public sealed class DumpOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Dumps";

    /// <summary>How often a dump is made; 1 minute to 30 days.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How many dumps of a share are kept; 1 to 100. What the oldest of them names stays in the block store as long.</summary>
    public int Keep { get; set; } = 4;

    /// <summary>
    /// How often a server says in the block store that it has a share; 1 second to 1 hour, zero for never. A share whose server was silent for three times as long can be
    /// attached by another.
    /// </summary>
    public TimeSpan OwnerInterval { get; set; } = TimeSpan.FromSeconds(30);
}
