using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Metadata;

/// <summary>
/// Hands out a share's ids, rising and never twice. The superblock keeps a ceiling that no id has reached; it is raised far ahead, in the transaction of
/// whatever operation comes by, so that taking an id costs no write of its own.
/// </summary>
internal sealed class NodeIdSource(ShareSuperblock superblock)
{
    private const ulong Step = 1 << 16;

    private readonly Lock gate = new();
    private ulong next = superblock.IdCeiling;
    private ulong ceiling = superblock.IdCeiling;

    /// <summary>The lowest ceiling of a new share: ids below are reserved, the root's among them.</summary>
    public const ulong FirstId = 16;

    /// <summary>Takes an id. If the ceiling must be raised, <paramref name="batch"/>, which is about to be logged, is made to do it.</summary>
    public NodeId Take(MutationBatch batch)
    {
        lock (gate)
        {
            if (next + (Step / 2) >= ceiling)
            {
                ceiling = next + Step;
                batch.PutSuperblock(superblock with { IdCeiling = ceiling });
            }

            return new NodeId(next++);
        }
    }

    /// <summary>The batch that an id was taken for was not logged, and so perhaps not the raised ceiling: the next batch raises it again.</summary>
    public void RaiseAgain()
    {
        lock (gate)
        {
            ceiling = next;
        }
    }
}
