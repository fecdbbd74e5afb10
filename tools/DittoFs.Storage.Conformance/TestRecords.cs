using DittoFs.Storage.Metadata;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Conformance;

/// <summary>Rows for tests, complete but for what a test is about.</summary>
public static class TestRecords
{
    private static readonly Timestamp Noon = Timestamp.FromSeconds(1_700_000_000, 123_456_789);

    /// <summary>A share id that is the same for the same number.</summary>
    public static ShareId Share(byte number) => new(new Guid(number, 0, 0, [0, 0, 0, 0, 0, 0, 0, number]));

    /// <summary>A block id that is the same for the same number.</summary>
    public static BlockId Block(int number) => new(new Guid(number, 7, 7, [1, 2, 3, 4, 5, 6, 7, 8]));

    /// <summary>A regular file.</summary>
    public static NodeRecord FileNode(ulong node, ulong size = 0) => new()
    {
        Node = new NodeId(node),
        Kind = NodeKind.File,
        Mode = 0x1A4,
        Uid = 1000,
        Gid = 100,
        LinkCount = 1,
        Size = size,
        Content = new ContentId(node + 1_000_000),
        ChangeId = 1,
        AccessTime = Noon,
        ModifyTime = Noon,
        ChangeTime = Noon,
        BirthTime = Noon,
        Parent = NodeId.Root,
    };

    /// <summary>A superblock.</summary>
    public static ShareSuperblock Superblock(ulong idCeiling = 100) => new()
    {
        HandleKey = Enumerable.Range(1, 32).Select(static value => (byte)value).ToArray(),
        IdCeiling = idCeiling,
        CreateTime = Noon,
    };

    /// <summary>A directory entry that leads to a file.</summary>
    public static NameRecord Entry(ulong node, ulong cookie) => new(new NodeId(node), NodeKind.File, cookie);

    /// <summary>A name of these bytes.</summary>
    public static FileName Name(params byte[] bytes) => FileName.Create(bytes).Value;

    /// <summary>A batch for the share, filled by <paramref name="fill"/>.</summary>
    public static MutationBatch Batch(ShareId share, Action<MutationBatch> fill)
    {
        var batch = new MutationBatch(share);
        fill(batch);
        return batch;
    }
}
