using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Dumps;

/// <summary>Cuts what a dump holds of one kind into parts, with one block's bytes in memory. One user at a time.</summary>
internal sealed class DumpStream(IDumpTarget target, ReservedKind kind, uint number, int partBytes)
{
    private readonly byte[] buffer = new byte[partBytes];
    private readonly List<DumpPart> parts = [];
    private int length;

    /// <summary>The blocks that were put.</summary>
    public IReadOnlyList<DumpPart> Parts => parts;

    /// <summary>Appends <paramref name="bytes"/>, which come into one block together.</summary>
    public async ValueTask<FsResult> AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (bytes.Length > partBytes - length)
        {
            var flushed = await FlushAsync(cancellationToken);
            if (!flushed.IsSuccess)
            {
                return flushed;
            }
        }

        bytes.CopyTo(buffer.AsMemory(length));
        length += bytes.Length;
        return FsResult.Success;
    }

    /// <summary>Puts what is left.</summary>
    public async ValueTask<FsResult> FlushAsync(CancellationToken cancellationToken)
    {
        if (length == 0)
        {
            return FsResult.Success;
        }

        var put = await target.PutAsync(new ReservedBlock(kind, number, (uint)parts.Count), buffer.AsMemory(0, length), cancellationToken);
        if (put.IsSuccess)
        {
            parts.Add(put.Value);
            length = 0;
        }

        return put.Error;
    }
}
