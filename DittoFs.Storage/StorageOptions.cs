namespace DittoFs.Storage;

/// <summary>Settings of the storage that stand at the top level of the configuration.</summary>
public sealed class StorageOptions
{
    /// <summary>Where everything lies that must last: log, metadata, blocks. Absolute.</summary>
    public string DataDirectory { get; set; } = "";
}
