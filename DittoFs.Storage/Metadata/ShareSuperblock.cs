using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Metadata;

/// <summary>What a share's metadata says of the share itself. Kept in the store so that handles stay good on another machine.</summary>
public sealed record ShareSuperblock
{
    /// <summary>The version of the rows' meaning that this build writes.</summary>
    public const ushort CurrentFormatVersion = 1;

    /// <summary>The version of the name folding table that this build writes.</summary>
    public const ushort CurrentFoldVersion = 1;

    /// <summary>The version that the rows were written with. A higher one than <see cref="CurrentFormatVersion"/> is refused.</summary>
    public ushort FormatVersion { get; init; } = CurrentFormatVersion;

    /// <summary>The folding table that name rows were written with.</summary>
    public ushort FoldVersion { get; init; } = CurrentFoldVersion;

    /// <summary>The key of the share's handles: 32 random bytes, made once.</summary>
    public required ReadOnlyMemory<byte> HandleKey { get; init; }

    /// <summary>No node or content id at or above this was ever handed out; a start goes on from here.</summary>
    public required ulong IdCeiling { get; init; }

    /// <summary>When the share was made.</summary>
    public required Timestamp CreateTime { get; init; }
}
