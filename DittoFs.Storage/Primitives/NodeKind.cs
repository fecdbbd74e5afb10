namespace DittoFs.Storage.Primitives;

/// <summary>What a node is. The values are stored: never renumber.</summary>
public enum NodeKind : byte
{
    /// <summary>A regular file.</summary>
    File = 1,

    /// <summary>A directory.</summary>
    Directory = 2,

    /// <summary>A symbolic link; its target is kept with the node.</summary>
    SymbolicLink = 3,

    /// <summary>A named pipe; the server only keeps its name.</summary>
    Fifo = 4,

    /// <summary>A socket; the server only keeps its name.</summary>
    Socket = 5,

    /// <summary>A character device; the server only keeps its numbers.</summary>
    CharacterDevice = 6,

    /// <summary>A block device; the server only keeps its numbers.</summary>
    BlockDevice = 7,
}
