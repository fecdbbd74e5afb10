using System.Text.Json;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Dumps;

/// <summary>Writes a dump into a file, one part after the other. See <see cref="DumpFileFrame"/> for its form.</summary>
internal sealed class DumpFileTarget : IDumpTarget
{
    private readonly Stream file;

    private DumpFileTarget(Stream file, ShareId share) => (this.file, Share) = (file, share);

    /// <inheritdoc/>
    public ShareId Share { get; }

    /// <summary>Begins a file. The caller closes it.</summary>
    public static async ValueTask<DumpFileTarget> CreateAsync(Stream file, ShareId share, CancellationToken cancellationToken)
    {
        var head = new byte[DumpFileFrame.FileHeadBytes];
        DumpFileFrame.Magic.CopyTo(head);
        share.Value.TryWriteBytes(head.AsSpan(DumpFileFrame.Magic.Length), bigEndian: true, out _);
        await file.WriteAsync(head, cancellationToken);
        return new DumpFileTarget(file, share);
    }

    /// <inheritdoc/>
    public async ValueTask<FsResult<DumpPart>> PutAsync(ReservedBlock block, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        var head = new byte[DumpFileFrame.HeadBytes];
        DumpFileFrame.Of(block.Kind, block.Part, bytes.Span).Write(head);
        await file.WriteAsync(head, cancellationToken);
        await file.WriteAsync(bytes, cancellationToken);
        return DumpPart.Of(bytes.Span);
    }

    /// <inheritdoc/>
    public async ValueTask<FsResult> PutManifestAsync(DumpManifest manifest, CancellationToken cancellationToken) =>
        (await PutAsync(
            new ReservedBlock(ReservedKind.Manifest, manifest.Number, 0), JsonSerializer.SerializeToUtf8Bytes(manifest, DumpJson.Default.DumpManifest), cancellationToken)).Error;
}
