using DittoFs.Storage.Metadata;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Access;

/// <summary>What the mode bits allow, by the rules of POSIX.</summary>
internal static class AccessChecker
{
    /// <summary>Read: of a directory, list it.</summary>
    public const uint Read = 4;

    /// <summary>Write: of a directory, change its entries.</summary>
    public const uint Write = 2;

    /// <summary>Execute: of a directory, look names up.</summary>
    public const uint Execute = 1;

    /// <summary>True if the mode gives <paramref name="caller"/> all of <paramref name="wanted"/>. A superuser has all but executing what nobody may.</summary>
    public static bool Allows(NodeRecord node, Caller caller, uint wanted)
    {
        if (caller.IsSuperuser)
        {
            return (wanted & Execute) == 0 || node.Kind == NodeKind.Directory || (node.Mode & PosixMode.AnyExecute) != 0;
        }

        var bits = caller.Uid == node.Uid ? node.Mode >> 6 : caller.IsInGroup(node.Gid) ? node.Mode >> 3 : node.Mode;
        return (bits & wanted) == wanted;
    }

    /// <summary>
    /// True if <paramref name="caller"/> may read a file's bytes over a protocol that checks rights at each read: the owner always may, because he may have
    /// opened the file before its mode changed, and who may execute may read, because the client's kernel reads to execute.
    /// </summary>
    public static bool AllowsContentRead(NodeRecord node, Caller caller) =>
        caller.Uid == node.Uid || Allows(node, caller, Read) || Allows(node, caller, Execute);

    /// <summary>True if <paramref name="caller"/> may write a file's bytes; the owner always may, for the same reason.</summary>
    public static bool AllowsContentWrite(NodeRecord node, Caller caller) => caller.Uid == node.Uid || Allows(node, caller, Write);

    /// <summary>True if <paramref name="caller"/> may do what only an owner may.</summary>
    public static bool IsOwner(NodeRecord node, Caller caller) => caller.IsSuperuser || caller.Uid == node.Uid;

    /// <summary>True if the directory's sticky bit does not keep <paramref name="caller"/> from removing or renaming <paramref name="entry"/>.</summary>
    public static bool AllowsUnlink(NodeRecord directory, NodeRecord entry, Caller caller) =>
        (directory.Mode & PosixMode.Sticky) == 0 || IsOwner(directory, caller) || IsOwner(entry, caller);
}
