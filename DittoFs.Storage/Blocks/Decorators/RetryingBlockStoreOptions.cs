namespace DittoFs.Storage.Blocks.Decorators;

/// <summary>How often and how patiently a failed block operation is tried again.</summary>
internal sealed class RetryingBlockStoreOptions
{
    /// <summary>Tries in all, the first included; 1 to 20.</summary>
    public int AttemptsMax { get; set; } = 4;

    /// <summary>The longest wait before the second try; it doubles with each further one. 1 ms to 10 s.</summary>
    public TimeSpan DelayFirst { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest wait before any try; up to 5 minutes.</summary>
    public TimeSpan DelayMax { get; set; } = TimeSpan.FromSeconds(5);
}
