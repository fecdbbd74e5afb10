namespace DittoFs.Storage.Locking;

/// <summary>What an open may do. The values are those of MS-SMB2 2.2.13.1, without the generic rights, which the protocol expands.</summary>
[Flags]
public enum OpenAccess : uint
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Read bytes; of a directory, list it.</summary>
    ReadData = 0x1,

    /// <summary>Write bytes; of a directory, make files in it.</summary>
    WriteData = 0x2,

    /// <summary>Write behind the end; of a directory, make directories in it.</summary>
    AppendData = 0x4,

    /// <summary>Read extended attributes.</summary>
    ReadExtended = 0x8,

    /// <summary>Write extended attributes.</summary>
    WriteExtended = 0x10,

    /// <summary>Execute; of a directory, pass through it.</summary>
    Execute = 0x20,

    /// <summary>Delete entries of a directory.</summary>
    DeleteChild = 0x40,

    /// <summary>Read attributes.</summary>
    ReadAttributes = 0x80,

    /// <summary>Change attributes and times.</summary>
    WriteAttributes = 0x100,

    /// <summary>Delete or rename it.</summary>
    Delete = 0x10000,

    /// <summary>Read owner, group and permissions.</summary>
    ReadControl = 0x20000,

    /// <summary>Change permissions.</summary>
    WriteDacl = 0x40000,

    /// <summary>Change the owner.</summary>
    WriteOwner = 0x80000,

    /// <summary>Wait for it; has no meaning on the wire, is asked for and always granted.</summary>
    Synchronize = 0x100000,

    /// <summary>What every caller has who may use the share.</summary>
    Always = ReadExtended | ReadAttributes | ReadControl | Synchronize,

    /// <summary>What only the owner has.</summary>
    OfOwner = WriteAttributes | WriteExtended | WriteDacl | WriteOwner,

    /// <summary>All of them.</summary>
    All = 0x1F01FF,
}
