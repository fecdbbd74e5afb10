using DittoFs.Storage.Metadata;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Shares;

/// <summary>The root directory of a new share.</summary>
internal static class ShareRoot
{
    /// <summary>An empty directory of the owner, group and mode that the settings name.</summary>
    public static NodeRecord Make(ShareDefinition definition, Timestamp now) => new()
    {
        Node = NodeId.Root,
        Kind = NodeKind.Directory,
        Mode = definition.RootMode,
        Uid = definition.RootUid,
        Gid = definition.RootGid,
        LinkCount = 2,
        ChangeId = 1,
        AccessTime = now,
        ModifyTime = now,
        ChangeTime = now,
        BirthTime = now,
        Parent = NodeId.Root,
        NextCookie = 3,
        LowestCookie = 3,
    };
}
