namespace DittoFs.Protocols.Smb;

/// <summary>Access rights on the wire (MS-SMB2 2.2.13.1).</summary>
[Flags]
internal enum SmbAccess : uint
{
    None = 0,
    ReadData = 0x1,
    WriteData = 0x2,
    AppendData = 0x4,
    ReadExtended = 0x8,
    WriteExtended = 0x10,
    Execute = 0x20,
    DeleteChild = 0x40,
    ReadAttributes = 0x80,
    WriteAttributes = 0x100,
    Delete = 0x10000,
    ReadControl = 0x20000,
    WriteDacl = 0x40000,
    WriteOwner = 0x80000,
    Synchronize = 0x100000,
    AccessSystemSecurity = 0x1000000,
    MaximumAllowed = 0x2000000,
    GenericAll = 0x10000000,
    GenericExecute = 0x20000000,
    GenericWrite = 0x40000000,
    GenericRead = 0x80000000,

    /// <summary>What a reader needs.</summary>
    ReadRights = ReadData | ReadExtended | ReadAttributes | ReadControl | Synchronize,

    /// <summary>What a writer needs.</summary>
    WriteRights = WriteData | AppendData | WriteExtended | WriteAttributes | ReadControl | Synchronize,

    /// <summary>What an executor needs.</summary>
    ExecuteRights = Execute | ReadAttributes | ReadControl | Synchronize,

    /// <summary>Every right of a file.</summary>
    FullRights = 0x1F01FF,
}
