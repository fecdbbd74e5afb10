namespace DittoFs.Storage.Access;

/// <summary>The bits of a mode.</summary>
internal static class PosixMode
{
    /// <summary>Permission bits with setuid, setgid and sticky.</summary>
    public const uint AllBits = 0xFFF;

    /// <summary>Run as the file's owner.</summary>
    public const uint SetUid = 0x800;

    /// <summary>Run as the file's group; of a directory: new entries take its group.</summary>
    public const uint SetGid = 0x400;

    /// <summary>Of a directory: entries are removed by their owner only.</summary>
    public const uint Sticky = 0x200;

    /// <summary>Group may execute.</summary>
    public const uint GroupExecute = 0x008;

    /// <summary>Anybody may execute.</summary>
    public const uint AnyExecute = 0x049;

    /// <summary>rwxrwxrwx, as every symbolic link has.</summary>
    public const uint AnyPermission = 0x1FF;

    /// <summary>rwxr-xr-x.</summary>
    public const uint DirectoryDefault = 0x1ED;

    /// <summary>rw-r--r--.</summary>
    public const uint FileDefault = 0x1A4;

    /// <summary>rw-------.</summary>
    public const uint FilePrivate = 0x180;
}
