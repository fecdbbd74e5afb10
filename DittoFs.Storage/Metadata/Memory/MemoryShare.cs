using System.Runtime.InteropServices;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Metadata.Memory;

/// <summary>All rows of one share. The store's lock guards it.</summary>
internal sealed class MemoryShare
{
    private readonly Dictionary<NodeId, NodeRecord> nodes = [];
    private readonly Dictionary<NodeId, MemoryDirectory> directories = [];
    private readonly Dictionary<ContentId, SortedRows<ContentExtent>> contents = [];
    private readonly SortedSet<ulong> dropped = [];
    private readonly SortedSet<ulong> orphans = [];

    /// <summary>The share's superblock, when one was put.</summary>
    public ShareSuperblock? Superblock { get; private set; }

    /// <summary>Every node.</summary>
    public IReadOnlyCollection<NodeRecord> Nodes => nodes.Values;

    /// <summary>What owners hold.</summary>
    public OwnerSums Usage { get; } = new();

    /// <summary>What owners hold, counted.</summary>
    public List<OwnerCharge> CountUsage()
    {
        var sums = new OwnerSums();
        foreach (var node in nodes.Values)
        {
            sums.Add(OwnerCharge.Of(node));
        }

        return sums.ToList();
    }

    /// <summary>The contents that are marked as dropped, in rising order.</summary>
    public IEnumerable<ContentId> Dropped => dropped.Select(static value => new ContentId(value));

    /// <summary>A batch said that the share is gone.</summary>
    public bool IsDropped { get; private set; }

    /// <summary>Calls <paramref name="found"/> with the block of every map row.</summary>
    /// <returns>The number of rows.</returns>
    public long ReadBlocks(Action<BlockId> found)
    {
        var count = 0L;
        foreach (var extent in contents.Values.SelectMany(static rows => rows.From(0)))
        {
            found(extent.Block);
            count++;
        }

        return count;
    }

    /// <summary>The nodes that are marked as orphans, in rising order.</summary>
    public IEnumerable<NodeId> Orphans => orphans.Select(static value => new NodeId(value));

    /// <summary>A node's record.</summary>
    public NodeRecord? FindNode(NodeId node) => nodes.GetValueOrDefault(node);

    /// <summary>A directory's rows; null when it has none.</summary>
    public MemoryDirectory? FindDirectory(NodeId directory) => directories.GetValueOrDefault(directory);

    /// <summary>A content's map rows; null when it has none.</summary>
    public SortedRows<ContentExtent>? FindContent(ContentId content) => contents.GetValueOrDefault(content);

    /// <summary>Applies a batch that <see cref="MutationBatchCheck"/> took.</summary>
    public void Apply(MutationBatch batch)
    {
        var reader = batch.Read();
        while (reader.MoveNext())
        {
            Apply(in reader);
        }

        foreach (var charge in batch.Charges)
        {
            Usage.Add(charge);
        }
    }

    private void Apply(in MutationReader mutation)
    {
        switch (mutation.Kind)
        {
            case MutationKind.PutNode when NodeRecordCodec.TryRead(mutation.Body.Span, out var record):
                nodes[record.Node] = record;
                break;
            case MutationKind.DeleteNode:
                nodes.Remove(mutation.Node);
                break;
            case MutationKind.PutName:
                GetOrAdd(directories, mutation.Directory).Put(FileName.Create(mutation.NameBytes).Value.Copy(), mutation.Entry);
                break;
            case MutationKind.DeleteName:
                DeleteName(in mutation);
                break;
            case MutationKind.PutExtent:
                GetOrAddContent(mutation.Content).Put(mutation.Extent);
                break;
            case MutationKind.DeleteExtent:
                DeleteExtent(in mutation);
                break;
            case MutationKind.PutSuperblock when ShareSuperblockCodec.TryRead(mutation.Body.Span, out var superblock):
                Superblock = superblock;
                break;
            case MutationKind.DropContent:
                dropped.Add(mutation.Content.Value);
                break;
            case MutationKind.ForgetContent:
                dropped.Remove(mutation.Content.Value);
                break;
            case MutationKind.DropShare:
                IsDropped = true;
                break;
            case MutationKind.PutOrphan:
                orphans.Add(mutation.Node.Value);
                break;
            case MutationKind.ForgetOrphan:
                orphans.Remove(mutation.Node.Value);
                break;
        }
    }

    private void DeleteName(in MutationReader mutation)
    {
        if (directories.TryGetValue(mutation.Directory, out var directory))
        {
            directory.Remove(FileName.Create(mutation.NameBytes).Value, mutation.Cookie);
            if (directory.IsEmpty)
            {
                directories.Remove(mutation.Directory);
            }
        }
    }

    private void DeleteExtent(in MutationReader mutation)
    {
        if (contents.TryGetValue(mutation.Content, out var extents))
        {
            extents.Remove(mutation.Offset);
            if (extents.IsEmpty)
            {
                contents.Remove(mutation.Content);
            }
        }
    }

    private static MemoryDirectory GetOrAdd(Dictionary<NodeId, MemoryDirectory> directories, NodeId directory)
    {
        ref var slot = ref CollectionsMarshal.GetValueRefOrAddDefault(directories, directory, out _);
        return slot ??= new MemoryDirectory();
    }

    private SortedRows<ContentExtent> GetOrAddContent(ContentId content)
    {
        ref var slot = ref CollectionsMarshal.GetValueRefOrAddDefault(contents, content, out _);
        return slot ??= new SortedRows<ContentExtent>(static extent => extent.Offset, static offset => new ContentExtent(offset, 0, default, 0));
    }
}
