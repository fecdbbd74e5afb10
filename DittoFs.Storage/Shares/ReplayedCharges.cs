using DittoFs.Storage.Metadata;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Shares;

/// <summary>
/// Finds out how repeated batches change what owners hold. The log does not say: a batch was compared with what the store had when it was first applied, and that may
/// have held attributes that were folded in between and are not there any more.
/// </summary>
internal sealed class ReplayedCharges(IMetadataStore store)
{
    private readonly Dictionary<(ShareId Share, NodeId Node), NodeRecord?> pending = [];
    private readonly Dictionary<ShareId, bool> keepsUsage = [];

    /// <summary>Adds charges to <paramref name="batch"/>, which is applied behind all that were given before it.</summary>
    public async ValueTask<FsResult> AddAsync(MutationBatch batch, CancellationToken cancellationToken)
    {
        var keeps = await KeepsUsageAsync(batch.Share, cancellationToken);
        if (!keeps.IsSuccess || !keeps.Value)
        {
            return keeps.Error;
        }

        if (batch.DropsShare)
        {
            foreach (var key in pending.Keys.Where(key => key.Share == batch.Share).ToList())
            {
                pending[key] = null;
            }

            return FsResult.Success;
        }

        foreach (var (node, after) in Changes(batch))
        {
            var before = await FindAsync(batch.Share, node, cancellationToken);
            if (!before.IsSuccess)
            {
                return before.Error;
            }

            batch.ChargeChange(before.Value, after);
            pending[(batch.Share, node)] = after;
        }

        return FsResult.Success;
    }

    /// <summary>The store has applied all batches that were given.</summary>
    public void Applied() => pending.Clear();

    private static List<(NodeId Node, NodeRecord? After)> Changes(MutationBatch batch)
    {
        List<(NodeId, NodeRecord?)> changes = [];
        var reader = batch.Read();
        while (reader.MoveNext())
        {
            if (reader.Kind == MutationKind.PutNode && NodeRecordCodec.TryRead(reader.Body.Span, out var record))
            {
                changes.Add((record.Node, record));
            }
            else if (reader.Kind == MutationKind.DeleteNode)
            {
                changes.Add((reader.Node, null));
            }
        }

        return changes;
    }

    private async ValueTask<FsResult<NodeRecord?>> FindAsync(ShareId share, NodeId node, CancellationToken cancellationToken) =>
        pending.TryGetValue((share, node), out var known) ? known : await store.ReadNodeAsync(share, node, cancellationToken);

    /// <summary>False for a share from before the store kept usage: its start counts it.</summary>
    private async ValueTask<FsResult<bool>> KeepsUsageAsync(ShareId share, CancellationToken cancellationToken)
    {
        if (keepsUsage.TryGetValue(share, out var known))
        {
            return known;
        }

        var superblock = await store.ReadSuperblockAsync(share, cancellationToken);
        var usage = await store.ReadUsageAsync(share, cancellationToken);
        if (!superblock.IsSuccess || !usage.IsSuccess)
        {
            return superblock.IsSuccess ? usage.Error : superblock.Error;
        }

        return keepsUsage[share] = superblock.Value is null || usage.Value.Count > 0;
    }
}
