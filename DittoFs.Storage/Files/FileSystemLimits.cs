namespace DittoFs.Storage.Files;

/// <summary>The limits of a share, in bytes unless named otherwise.</summary>
public sealed record FileSystemLimits
{
    /// <summary>The largest read and the largest write.</summary>
    public int TransferBytesMax { get; init; } = 1 << 20;

    /// <summary>What a client should use for reads and writes when it has no wish of its own.</summary>
    public int TransferBytesPreferred { get; init; } = 1 << 20;

    /// <summary>The largest READDIR reply worth asking for.</summary>
    public int DirectoryBytesPreferred { get; init; } = 64 << 10;

    /// <summary>The length that no file passes.</summary>
    public ulong FileBytesMax { get; init; } = (1UL << 62) - 1;

    /// <summary>The longest name.</summary>
    public int NameBytesMax { get; init; } = 255;

    /// <summary>The longest target of a symbolic link.</summary>
    public int LinkTargetBytesMax { get; init; } = 4096;

    /// <summary>Names that one node may have.</summary>
    public uint LinkCountMax { get; init; } = 65_000;
}
