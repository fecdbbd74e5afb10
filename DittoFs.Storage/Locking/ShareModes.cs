namespace DittoFs.Storage.Locking;

/// <summary>What an open lets other opens of the same node do. The values are those of <c>ShareAccess</c> in MS-SMB2 2.2.13.</summary>
[Flags]
public enum ShareModes : uint
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Others may read.</summary>
    Read = 1,

    /// <summary>Others may write.</summary>
    Write = 2,

    /// <summary>Others may delete and rename.</summary>
    Delete = 4,

    /// <summary>Others may do all of it.</summary>
    All = Read | Write | Delete,
}
