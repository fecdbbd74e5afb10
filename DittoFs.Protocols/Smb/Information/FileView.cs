using DittoFs.Storage.Primitives;

namespace DittoFs.Protocols.Smb.Information;

/// <summary>All that is told about an open file.</summary>
/// <param name="Node">Its attributes.</param>
/// <param name="Volume">The share, as FileIdInformation names it.</param>
/// <param name="Path">Its path from the share's root, with a leading backslash.</param>
/// <param name="Access">What the open was granted.</param>
/// <param name="Mode">The create options that are told as mode (MS-FSCC 2.4.26).</param>
/// <param name="Position">Where the open stands.</param>
/// <param name="IsDeletePending">True if the name goes at the last close.</param>
internal readonly record struct FileView(NodeAttributes Node, ulong Volume, string Path, SmbAccess Access, uint Mode, ulong Position, bool IsDeletePending)
{
    /// <summary>True for a directory.</summary>
    public bool IsDirectory => Node.Kind == NodeKind.Directory;

    /// <summary>Bytes as SMB tells them; a directory has none.</summary>
    public ulong Size => IsDirectory ? 0 : Node.Size;

    /// <summary>Charged bytes as SMB tells them; a directory has none.</summary>
    public ulong AllocatedBytes => IsDirectory ? 0 : Node.AllocatedBytes;
}
