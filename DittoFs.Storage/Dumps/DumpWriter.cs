using DittoFs.Storage.Metadata;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Dumps;

/// <summary>
/// Puts a share's rows beside its blocks or into a file: parts with rows, parts with the ids of the blocks that they name, and the manifest last, so that what was cut short is no dump. Memory does not
/// grow with the share.
/// </summary>
/// <param name="target">Where.</param>
/// <param name="number">The dump's number, that no other ever had.</param>
internal sealed class DumpWriter(IDumpTarget target, uint number)
{
    private const int RowsPartBytes = 4 << 20;
    private const int NeededPartBytes = 1 << 20;
    private const int RowsAtOnceBytes = 256 << 10;

    private readonly DumpStream rows = new(target, ReservedKind.Rows, number, RowsPartBytes);
    private readonly DumpStream needed = new(target, ReservedKind.Needed, number, NeededPartBytes);
    private BlockId last;

    /// <summary>Writes all of <paramref name="snapshot"/>.</summary>
    /// <param name="name">The share's name.</param>
    /// <param name="snapshot">The rows.</param>
    /// <param name="missing">Bytes that no block has.</param>
    /// <param name="time">The moment of the snapshot.</param>
    /// <param name="cancellationToken">Gives up; what was put by then is no dump.</param>
    public async Task<FsResult<DumpManifest>> WriteAsync(
        ShareName name, IShareSnapshot snapshot, MissingBytes missing, DateTimeOffset time, CancellationToken cancellationToken)
    {
        var written = await WriteRowsAsync(snapshot, missing, cancellationToken);
        foreach (var batch in written.IsSuccess ? missing.MakeRows(target.Share) : [])
        {
            written = written.IsSuccess ? await rows.AppendAsync(batch.Encoded, cancellationToken) : written;
        }

        written = written.IsSuccess ? await rows.FlushAsync(cancellationToken) : written;
        written = written.IsSuccess ? await needed.FlushAsync(cancellationToken) : written;
        if (!written.IsSuccess)
        {
            return written.Error;
        }

        var manifest = new DumpManifest { Share = target.Share.Value, Name = name.Value, Number = number, Time = time, Rows = rows.Parts, Needed = needed.Parts };
        var put = await target.PutManifestAsync(manifest, cancellationToken);
        return put.IsSuccess ? manifest : put.Error;
    }

    private async ValueTask<FsResult> WriteRowsAsync(IShareSnapshot snapshot, MissingBytes missing, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var batch = new MutationBatch(target.Share);
            var read = snapshot.ReadNext(batch, RowsAtOnceBytes);
            if (!read.IsSuccess || !read.Value)
            {
                return read.Error;
            }

            var written = await rows.AppendAsync(batch.Encoded, cancellationToken);
            written = written.IsSuccess ? await NoteAsync(batch, missing, cancellationToken) : written;
            if (!written.IsSuccess)
            {
                return written;
            }
        }
    }

    /// <summary>Notes which blocks the rows name, once for rows in a row.</summary>
    private async ValueTask<FsResult> NoteAsync(MutationBatch batch, MissingBytes missing, CancellationToken cancellationToken)
    {
        List<byte> ids = [];
        var reader = batch.Read();
        while (reader.MoveNext())
        {
            if (reader.Kind != MutationKind.PutExtent)
            {
                continue;
            }

            missing.Cover(reader.Content, reader.Extent);
            if (reader.Extent.Block != last)
            {
                last = reader.Extent.Block;
                ids.AddRange(last.Value.ToByteArray());
            }
        }

        return ids.Count == 0 ? FsResult.Success : await needed.AppendAsync(ids.ToArray(), cancellationToken);
    }
}
