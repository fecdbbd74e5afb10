namespace DittoFs.Storage.Blocks.FileSystem;

/// <summary>Settings of blocks in files.</summary>
public sealed class FileSystemBlockStoreOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "BlockFiles";

    /// <summary>Block files that are kept open for reading, per share; 0 to 100,000.</summary>
    public int OpenFilesMax { get; set; } = 256;
}
