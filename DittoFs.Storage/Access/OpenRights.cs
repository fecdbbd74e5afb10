using DittoFs.Storage.Locking;
using DittoFs.Storage.Metadata;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Access;

/// <summary>The rights that an open may be granted, out of share permission, mode and owner.</summary>
internal static class OpenRights
{
    private const OpenAccess Writing = OpenAccess.WriteData | OpenAccess.AppendData | OpenAccess.WriteExtended | OpenAccess.WriteAttributes;

    /// <summary>The rights to change anything.</summary>
    public const OpenAccess Changing = Writing | OpenAccess.Delete | OpenAccess.DeleteChild | OpenAccess.WriteDacl | OpenAccess.WriteOwner;

    /// <summary>All that <paramref name="access"/> may do with <paramref name="node"/>.</summary>
    /// <param name="node">The node.</param>
    /// <param name="parent">The directory that it is opened in, which decides whether it may be deleted; null for the root, which never is.</param>
    /// <param name="access">The identity and its share permission.</param>
    public static OpenAccess GetMaximal(NodeRecord node, NodeRecord? parent, ResolvedAccess access)
    {
        var held = GetByMode(node, parent, access.Caller);
        return access.WriteDenial == FsError.None ? held : held & ~Changing;
    }

    /// <summary>What mode and owner alone give.</summary>
    public static OpenAccess GetByMode(NodeRecord node, NodeRecord? parent, Caller caller)
    {
        var held = OpenAccess.Always;
        held |= AccessChecker.Allows(node, caller, AccessChecker.Read) ? OpenAccess.ReadData : 0;
        held |= AccessChecker.Allows(node, caller, AccessChecker.Write) ? Writing | OpenAccess.DeleteChild : 0;
        held |= AccessChecker.Allows(node, caller, AccessChecker.Execute) ? OpenAccess.Execute : 0;
        held |= AccessChecker.IsOwner(node, caller) ? OpenAccess.OfOwner : 0;

        // An owner who asks for every right of his file must get them, whatever its mode says of running it: he could change the mode.
        held |= node.Kind == NodeKind.File && AccessChecker.IsOwner(node, caller) && (held & OpenAccess.ReadData) != 0 ? OpenAccess.Execute : 0;
        return held | (parent is not null && MayDelete(node, parent, caller) ? OpenAccess.Delete : 0);
    }

    private static bool MayDelete(NodeRecord node, NodeRecord parent, Caller caller) =>
        AccessChecker.Allows(parent, caller, AccessChecker.Write) && AccessChecker.AllowsUnlink(parent, node, caller);
}
