using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Metadata.RocksDb;

/// <summary>
/// Finds the node records of a listing. Node ids mostly rise with cookies, so the record that is wanted is mostly one of the next: a few steps are
/// tried before a seek, which costs several times as much as a step.
/// </summary>
internal sealed class RocksDbNodeMerge : IDisposable
{
    private const int StepsMax = 4;

    private readonly ShareId share;
    private readonly RocksDbCursor cursor;
    private bool placed;

    /// <summary>Over the node records of <paramref name="share"/> as <paramref name="snapshot"/> has them.</summary>
    public RocksDbNodeMerge(RocksDbConnection connection, RocksDbSnapshot snapshot, ShareId share)
    {
        Span<byte> buffer = stackalloc byte[RocksDbKeys.PrefixLength];
        this.share = share;
        cursor = connection.Open(RocksDbKeys.Nodes(buffer, share), snapshot);
    }

    /// <summary>Reads a node's record; null if there is none, false if it can't be parsed.</summary>
    public bool TryRead(NodeId node, out NodeRecord? record)
    {
        Span<byte> buffer = stackalloc byte[RocksDbKeys.PrefixLength + 8];
        var key = RocksDbKeys.Node(buffer, share, node);
        record = null;
        if (!placed || !TryStepTo(key))
        {
            cursor.Seek(key);
            placed = true;
        }

        if (!cursor.IsValid || !cursor.Key.SequenceEqual(key))
        {
            cursor.ThrowIfFailed();
            return true;
        }

        return NodeRecordCodec.TryRead(cursor.Value, out record!);
    }

    /// <inheritdoc/>
    public void Dispose() => cursor.Dispose();

    /// <summary>Goes forward to the first row at or above <paramref name="key"/>; false when that is too far away or behind.</summary>
    private bool TryStepTo(ReadOnlySpan<byte> key)
    {
        for (var steps = 0; steps <= StepsMax && cursor.IsValid; steps++)
        {
            var order = cursor.Key.SequenceCompareTo(key);
            if (order >= 0)
            {
                return order == 0 || steps > 0;
            }

            cursor.Next();
        }

        return false;
    }
}
