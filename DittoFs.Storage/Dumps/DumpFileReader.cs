using System.Text.Json;
using DittoFs.Storage.Metadata;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Dumps;

/// <summary>Reads a dump from a file, from its start to its end, with one part in memory.</summary>
internal sealed class DumpFileReader(Stream file)
{
    private readonly List<DumpPart> rows = [];
    private readonly List<DumpPart> needed = [];
    private readonly byte[] head = new byte[DumpFileFrame.HeadBytes];

    /// <summary>Hands all rows to <paramref name="take"/>, part by part; the first that it does not take ends it. What was taken counts only when this returns success.</summary>
    /// <returns>
    /// What the dump says of itself; <see cref="FsError.NotSupported"/> for a file of another format, <see cref="FsError.Corrupt"/> for one that is damaged or was cut, or what
    /// <paramref name="take"/> answered.
    /// </returns>
    public async ValueTask<FsResult<DumpManifest>> ReadAsync(Func<MutationBatch, ValueTask<FsResult>> take, CancellationToken cancellationToken)
    {
        var start = new byte[DumpFileFrame.FileHeadBytes];
        if (await file.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken) < start.Length || !start.AsSpan().StartsWith(DumpFileFrame.Magic))
        {
            return FsError.NotSupported;
        }

        var share = new ShareId(new Guid(start.AsSpan(DumpFileFrame.Magic.Length), bigEndian: true));
        while (true)
        {
            var (kind, bytes) = await ReadPartAsync(cancellationToken);
            switch (kind)
            {
                case ReservedKind.Manifest:
                    return await file.ReadAsync(head.AsMemory(0, 1), cancellationToken) == 0 ? Check(bytes, share) : FsError.Corrupt;
                case ReservedKind.Rows:
                    var batch = MutationBatch.FromEncoded(share, bytes);
                    var taken = MutationBatchCheck.IsWellFormed(batch) ? await take(batch) : FsError.Corrupt;
                    if (!taken.IsSuccess)
                    {
                        return taken.Error;
                    }

                    rows.Add(DumpPart.Of(bytes));
                    break;
                case ReservedKind.Needed:
                    needed.Add(DumpPart.Of(bytes));
                    break;
                default:
                    return FsError.Corrupt;
            }
        }
    }

    /// <summary>The next part; of no kind when there is none that is whole.</summary>
    private async ValueTask<(ReservedKind Kind, byte[] Bytes)> ReadPartAsync(CancellationToken cancellationToken)
    {
        if (await file.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken) < head.Length || !DumpFileFrame.TryRead(head, out var frame))
        {
            return default;
        }

        var bytes = new byte[frame.Length];
        var isWhole = await file.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken) == bytes.Length;
        var expected = frame.Kind == ReservedKind.Rows ? rows.Count : frame.Kind == ReservedKind.Needed ? needed.Count : 0;
        return isWhole && frame == DumpFileFrame.Of(frame.Kind, (uint)expected, bytes) ? (frame.Kind, bytes) : default;
    }

    private FsResult<DumpManifest> Check(byte[] text, ShareId share)
    {
        try
        {
            var manifest = JsonSerializer.Deserialize(text, DumpJson.Default.DumpManifest);
            return manifest is null ? FsError.Corrupt
                : manifest.Format != DumpManifest.CurrentFormat ? FsError.NotSupported
                : manifest.Share == share.Value && manifest.Rows.SequenceEqual(rows) && manifest.Needed.SequenceEqual(needed) ? manifest
                : FsError.Corrupt;
        }
        catch (JsonException)
        {
            return FsError.Corrupt;
        }
    }
}
