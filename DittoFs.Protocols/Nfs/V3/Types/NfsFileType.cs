using DittoFs.Storage.Primitives;

namespace DittoFs.Protocols.Nfs.V3.Types;

/// <summary>What a node is (RFC 1813 §2.6, <c>ftype3</c>).</summary>
internal enum NfsFileType : uint
{
    /// <summary>A regular file.</summary>
    Regular = 1,

    /// <summary>A directory.</summary>
    Directory = 2,

    /// <summary>A block device.</summary>
    BlockDevice = 3,

    /// <summary>A character device.</summary>
    CharacterDevice = 4,

    /// <summary>A symbolic link.</summary>
    SymbolicLink = 5,

    /// <summary>A socket.</summary>
    Socket = 6,

    /// <summary>A named pipe.</summary>
    Fifo = 7,
}

/// <summary>Says in NFSv3 what kind a node is.</summary>
internal static class NfsFileTypeMap
{
    /// <summary>The type of <paramref name="kind"/>.</summary>
    public static NfsFileType From(NodeKind kind) => kind switch
    {
        NodeKind.File => NfsFileType.Regular,
        NodeKind.Directory => NfsFileType.Directory,
        NodeKind.SymbolicLink => NfsFileType.SymbolicLink,
        NodeKind.Fifo => NfsFileType.Fifo,
        NodeKind.Socket => NfsFileType.Socket,
        NodeKind.CharacterDevice => NfsFileType.CharacterDevice,
        NodeKind.BlockDevice => NfsFileType.BlockDevice,
    };
}
