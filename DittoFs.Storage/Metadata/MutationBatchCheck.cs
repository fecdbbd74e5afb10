using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Metadata;

/// <summary>
/// Checks a batch before anything of it is applied, so that every store refuses the same batches and never applies half of one.
/// </summary>
public static class MutationBatchCheck
{
    /// <summary>True if every entry can be parsed: lengths, known kinds, valid names, records of known versions, extents of at least one byte.</summary>
    public static bool IsWellFormed(MutationBatch batch)
    {
        var reader = batch.Read();
        while (reader.MoveNext())
        {
            if (!IsWellFormed(in reader))
            {
                return false;
            }
        }

        return !reader.IsCorrupt;
    }

    private static bool IsWellFormed(in MutationReader reader) => reader.Kind switch
    {
        MutationKind.PutNode => NodeRecordCodec.IsWellFormed(reader.Body.Span),
        MutationKind.PutName => NodeRecordCodec.IsKnownKind(reader.Entry.Kind) && FileName.Create(reader.NameBytes).IsSuccess,
        MutationKind.DeleteName => FileName.Create(reader.NameBytes).IsSuccess,
        MutationKind.PutExtent => reader.Extent.Length > 0,
        MutationKind.PutSuperblock => ShareSuperblockCodec.TryRead(reader.Body.Span, out _),
        MutationKind.DeleteNode or MutationKind.DeleteExtent or MutationKind.DropContent or MutationKind.ForgetContent
            or MutationKind.TruncateContent or MutationKind.ReleaseContent or MutationKind.PutOrphan or MutationKind.ForgetOrphan or MutationKind.DropShare => true,
    };
}
