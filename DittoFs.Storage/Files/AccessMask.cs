namespace DittoFs.Storage.Files;

/// <summary>What a caller may do with a node. The values are those of ACCESS in RFC 1813 §3.3.4.</summary>
[Flags]
public enum AccessMask : uint
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Read data of a file or list a directory.</summary>
    Read = 0x0001,

    /// <summary>Look up a name in a directory.</summary>
    Lookup = 0x0002,

    /// <summary>Rewrite existing data or change existing entries.</summary>
    Modify = 0x0004,

    /// <summary>Write new data or add entries.</summary>
    Extend = 0x0008,

    /// <summary>Delete entries of a directory.</summary>
    Delete = 0x0010,

    /// <summary>Execute a file.</summary>
    Execute = 0x0020,

    /// <summary>All of them.</summary>
    All = Read | Lookup | Modify | Extend | Delete | Execute,
}
