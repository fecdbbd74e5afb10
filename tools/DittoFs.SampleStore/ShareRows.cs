using System.Collections.Immutable;
using System.Text;
using DittoFs.Storage.Metadata;
using DittoFs.Storage.Primitives;

namespace DittoFs.SampleStore;

/// <summary>All rows of a share at one moment. A change makes new ones, which share what did not change: who reads needs no lock, and sees a batch whole or not at all.</summary>
internal sealed record ShareRows
{
    /// <summary>A share without rows.</summary>
    public static ShareRows Empty { get; } = new();

    /// <summary>What it says of itself.</summary>
    public ShareSuperblock? Superblock { get; private init; }

    /// <summary>Nodes.</summary>
    public ImmutableDictionary<NodeId, NodeRecord> Nodes { get; private init; } = ImmutableDictionary<NodeId, NodeRecord>.Empty;

    /// <summary>What exact names lead to.</summary>
    public ImmutableDictionary<(NodeId Directory, FileName Name), NameRecord> Names { get; private init; } = ImmutableDictionary<(NodeId Directory, FileName Name), NameRecord>.Empty;

    /// <summary>Nodes that are marked as orphans, in order.</summary>
    public ImmutableSortedSet<ulong> Orphans { get; private init; } = [];

    /// <summary>Contents that are marked as dropped, in order.</summary>
    public ImmutableSortedSet<ulong> Dropped { get; private init; } = [];

    /// <summary>What owners hold.</summary>
    public ImmutableSortedDictionary<uint, OwnerCharge> Usage { get; private init; } = ImmutableSortedDictionary<uint, OwnerCharge>.Empty;

    /// <summary>The number of rows.</summary>
    public long Count => Nodes.Count + Names.Count + Extents.Count + Orphans.Count + Dropped.Count;

    /// <summary>The names that fold to the same bytes, by directory and those bytes.</summary>
    private ImmutableDictionary<(NodeId Directory, string Fold), ImmutableHashSet<FileName>> Folds { get; init; } =
        ImmutableDictionary<(NodeId Directory, string Fold), ImmutableHashSet<FileName>>.Empty;

    /// <summary>Directory entries by directory and cookie.</summary>
    private ImmutableSortedSet<EntryRow> Entries { get; init; } =
        ImmutableSortedSet.Create<EntryRow>(Comparer<EntryRow>.Create(static (a, b) => (a.Directory.Value, a.Entry.Cookie).CompareTo((b.Directory.Value, b.Entry.Cookie))));

    /// <summary>Content maps by content and offset.</summary>
    private ImmutableSortedSet<ExtentRow> Extents { get; init; } =
        ImmutableSortedSet.Create<ExtentRow>(Comparer<ExtentRow>.Create(static (a, b) => (a.Content.Value, a.Extent.Offset).CompareTo((b.Content.Value, b.Extent.Offset))));

    /// <summary>The blocks that map rows name, as often as they name them.</summary>
    public IEnumerable<BlockId> Blocks => Extents.Select(static row => row.Extent.Block);

    /// <summary>The rows with a batch applied that is well-formed, charges included.</summary>
    public ShareRows With(MutationBatch batch)
    {
        if (batch.DropsShare)
        {
            return Empty;
        }

        var rows = this;
        var reader = batch.Read();
        while (reader.MoveNext())
        {
            rows = rows.With(in reader);
        }

        return batch.Charges.Aggregate(rows, static (rows, charge) => rows.With(charge));
    }

    /// <summary>The entries of a directory with a cookie above <paramref name="afterCookie"/>, in order.</summary>
    public IEnumerable<DirectoryRow> Scan(NodeId directory, ulong afterCookie, bool withRecords)
    {
        for (var i = IndexFrom(Entries, new EntryRow(directory, default, new NameRecord(default, default, afterCookie))); i < Entries.Count && Entries[i].Directory == directory; i++)
        {
            var row = Entries[i];
            if (row.Entry.Cookie > afterCookie)
            {
                yield return new DirectoryRow(row.Name, row.Entry, withRecords ? Nodes.GetValueOrDefault(row.Entry.Node) : null);
            }
        }
    }

    /// <summary>The rows of a content's map that touch offsets from <paramref name="from"/> up, in order.</summary>
    public IEnumerable<ContentExtent> ReadExtents(ContentId content, ulong from)
    {
        var first = IndexFrom(Extents, new ExtentRow(content, new ContentExtent(from, 0, default, 0)));
        if (first > 0 && Extents[first - 1] is var below && below.Content == content && below.Extent.End > from)
        {
            first--;
        }

        for (var i = first; i < Extents.Count && Extents[i].Content == content; i++)
        {
            yield return Extents[i].Extent;
        }
    }

    /// <summary>The names that equal <paramref name="name"/> but for case.</summary>
    public IEnumerable<DirectoryRow> FindFolded(NodeId directory, FileName name) =>
        (Folds.GetValueOrDefault((directory, Fold(name))) ?? []).Select(found => new DirectoryRow(found, Names[(directory, found)], null));

    /// <summary>Batches that make these rows out of none, with what they charge in the last.</summary>
    public IEnumerable<MutationBatch> ToBatches(ShareId share, int rowsMax)
    {
        foreach (var part in ToChanges().Chunk(rowsMax))
        {
            var batch = new MutationBatch(share);
            foreach (var change in part)
            {
                change(batch);
            }

            yield return batch;
        }

        var charges = new MutationBatch(share);
        foreach (var charge in Usage.Values)
        {
            charges.Charge(charge);
        }

        yield return charges;
    }

    private IEnumerable<Action<MutationBatch>> ToChanges()
    {
        IEnumerable<Action<MutationBatch>> superblock = Superblock is { } known ? [batch => batch.PutSuperblock(known)] : [];
        return superblock
            .Concat(Nodes.Values.Select(static node => (Action<MutationBatch>)(batch => batch.PutNode(node))))
            .Concat(Entries.Select(static row => (Action<MutationBatch>)(batch => batch.PutName(row.Directory, row.Name, row.Entry))))
            .Concat(Extents.Select(static row => (Action<MutationBatch>)(batch => batch.PutExtent(row.Content, row.Extent))))
            .Concat(Dropped.Select(static content => (Action<MutationBatch>)(batch => batch.DropContent(new ContentId(content)))))
            .Concat(Orphans.Select(static node => (Action<MutationBatch>)(batch => batch.PutOrphan(new NodeId(node)))));
    }

    private ShareRows With(in MutationReader mutation)
    {
        switch (mutation.Kind)
        {
            case MutationKind.PutNode when NodeRecordCodec.TryRead(mutation.Body.Span, out var record):
                return this with { Nodes = Nodes.SetItem(record.Node, record) };
            case MutationKind.DeleteNode:
                return this with { Nodes = Nodes.Remove(mutation.Node) };
            case MutationKind.PutName:
                return WithName(mutation.Directory, FileName.Create(mutation.NameBytes).Value.Copy(), mutation.Entry);
            case MutationKind.DeleteName:
                return WithoutName(mutation.Directory, FileName.Create(mutation.NameBytes).Value, mutation.Cookie);
            case MutationKind.PutExtent:
                var extent = new ExtentRow(mutation.Content, mutation.Extent);
                return this with { Extents = Extents.Remove(extent).Add(extent) };
            case MutationKind.DeleteExtent:
                return this with { Extents = Extents.Remove(new ExtentRow(mutation.Content, new ContentExtent(mutation.Offset, 0, default, 0))) };
            case MutationKind.PutSuperblock when ShareSuperblockCodec.TryRead(mutation.Body.Span, out var superblock):
                return this with { Superblock = superblock };
            case MutationKind.DropContent:
                return this with { Dropped = Dropped.Add(mutation.Content.Value) };
            case MutationKind.ForgetContent:
                return this with { Dropped = Dropped.Remove(mutation.Content.Value) };
            case MutationKind.PutOrphan:
                return this with { Orphans = Orphans.Add(mutation.Node.Value) };
            case MutationKind.ForgetOrphan:
                return this with { Orphans = Orphans.Remove(mutation.Node.Value) };
            default:
                // What only the log needs.
                return this;
        }
    }

    private ShareRows WithName(NodeId directory, FileName name, NameRecord entry)
    {
        var (row, fold) = (new EntryRow(directory, name, entry), (directory, Fold(name)));
        return this with
        {
            Names = Names.SetItem((directory, name), entry),
            Entries = Entries.Remove(row).Add(row),
            Folds = Folds.SetItem(fold, (Folds.GetValueOrDefault(fold) ?? []).Add(name)),
        };
    }

    private ShareRows WithoutName(NodeId directory, FileName name, ulong cookie)
    {
        var fold = (directory, Fold(name));
        var others = (Folds.GetValueOrDefault(fold) ?? []).Remove(name);
        return this with
        {
            Names = Names.Remove((directory, name)),
            Entries = Entries.Remove(new EntryRow(directory, default, new NameRecord(default, default, cookie))),
            Folds = others.IsEmpty ? Folds.Remove(fold) : Folds.SetItem(fold, others),
        };
    }

    private ShareRows With(OwnerCharge charge)
    {
        var sum = Usage.TryGetValue(charge.Uid, out var held) ? held.Plus(charge) : charge;
        return this with { Usage = sum.IsNothing ? Usage.Remove(charge.Uid) : Usage.SetItem(charge.Uid, sum) };
    }

    /// <summary>The place of the first row that is not before <paramref name="row"/>.</summary>
    private static int IndexFrom<T>(ImmutableSortedSet<T> rows, T row)
    {
        var index = rows.IndexOf(row);
        return index < 0 ? ~index : index;
    }

    private static string Fold(FileName name)
    {
        Span<byte> folded = stackalloc byte[NameFolding.FoldedBytesMax];
        return Encoding.Latin1.GetString(folded[..NameFolding.Fold(name.Span, folded)]);
    }

    private readonly record struct EntryRow(NodeId Directory, FileName Name, NameRecord Entry);

    private readonly record struct ExtentRow(ContentId Content, ContentExtent Extent);
}
