namespace DittoFs.Storage.Files;

/// <summary>The attribute bits of MS-FSCC 2.6 that a node keeps because mode and kind can't express them.</summary>
public static class DosAttributeBits
{
    /// <summary>May not be opened for writing over SMB.</summary>
    public const uint ReadOnly = 0x1;

    /// <summary>Not shown by Explorer.</summary>
    public const uint Hidden = 0x2;

    /// <summary>Belongs to the system.</summary>
    public const uint System = 0x4;

    /// <summary>To be archived.</summary>
    public const uint Archive = 0x20;

    /// <summary>Stands for no bit at all. A node keeps it so that "all taken away" is not "never set".</summary>
    public const uint Normal = 0x80;

    /// <summary>Told as sparse; kept, but set by a control of its own (<see cref="AttributeChanges.IsSparse"/>).</summary>
    public const uint Sparse = 0x200;

    /// <summary>Every bit that is kept, with temporary, offline and not-indexed.</summary>
    public const uint Kept = ReadOnly | Hidden | System | Archive | 0x100 | 0x1000 | 0x2000;

    /// <summary>What a node keeps of <paramref name="bits"/>.</summary>
    public static uint Keep(uint bits) => (bits & Kept) == 0 ? Normal : bits & Kept;
}
