using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using DittoFs.Storage.Blocks;
using DittoFs.Storage.Content.Packing;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Dumps;

/// <summary>Puts and reads reserved blocks of a share. They have the format of all blocks, and so its checks.</summary>
internal sealed class DumpBlocks(IBlockStore blocks, ShareId share) : IDumpTarget
{
    private const int DocumentBytesMax = 1 << 20;
    private const int LengthBytes = 4;
    private const long IndexBytesMax = 1 << 20;

    /// <summary>The store.</summary>
    public IBlockStore Store => blocks;

    /// <inheritdoc/>
    public ShareId Share => share;

    /// <inheritdoc/>
    public async ValueTask<FsResult<DumpPart>> PutAsync(ReservedBlock block, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        var builder = new BlockBuilder(share, ReservedBlocks.Make(block), new byte[bytes.Length]);
        builder.Append(bytes.Span);
        var put = await blocks.PutAsync(builder.Block, builder.Finish(), cancellationToken);
        return put.IsSuccess ? DumpPart.Of(bytes.Span) : put.Error;
    }

    /// <inheritdoc/>
    public ValueTask<FsResult> PutManifestAsync(DumpManifest manifest, CancellationToken cancellationToken) =>
        PutDocumentAsync(new ReservedBlock(ReservedKind.Manifest, manifest.Number, 0), manifest, DumpJson.Default.DumpManifest, cancellationToken);

    /// <summary>Reads a block whose length and checksum are known.</summary>
    public async ValueTask<FsResult<byte[]>> ReadAsync(ReservedBlock block, DumpPart part, CancellationToken cancellationToken)
    {
        if (part.Length is < 1 or > BlockCodec.PlainBytesMax)
        {
            return FsError.Corrupt;
        }

        var bytes = new byte[part.Length];
        var read = await MakeReader().ReadAsync(ReservedBlocks.Make(block), 0, bytes, cancellationToken);
        return !read.IsSuccess ? read.Error : DumpPart.Of(bytes) == part ? bytes : FsError.Corrupt;
    }

    /// <summary>Puts a document: its length, then its text.</summary>
    public async ValueTask<FsResult> PutDocumentAsync<T>(ReservedBlock block, T document, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        var text = JsonSerializer.SerializeToUtf8Bytes(document, type);
        var bytes = new byte[LengthBytes + text.Length];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, text.Length);
        text.CopyTo(bytes, LengthBytes);
        return (await PutAsync(block, bytes, cancellationToken)).Error;
    }

    /// <summary>Reads a document.</summary>
    public async ValueTask<FsResult<T>> ReadDocumentAsync<T>(ReservedBlock block, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        var id = ReservedBlocks.Make(block);
        var reader = MakeReader();
        var prefix = new byte[LengthBytes];
        var read = await reader.ReadAsync(id, 0, prefix, cancellationToken);
        if (!read.IsSuccess)
        {
            return read.Error;
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(prefix);
        if (length is < 2 or > DocumentBytesMax)
        {
            return FsError.Corrupt;
        }

        var text = new byte[length];
        read = await reader.ReadAsync(id, LengthBytes, text, cancellationToken);
        return read.IsSuccess ? Parse(text, type) : read.Error;
    }

    /// <summary>Lists the reserved blocks of one kind, or of all.</summary>
    /// <exception cref="IOException">The listing could not be completed.</exception>
    public async Task<List<(ReservedBlock Block, DateTimeOffset CreateTime)>> ListAsync(ReservedKind? kind, CancellationToken cancellationToken)
    {
        List<(ReservedBlock, DateTimeOffset)> found = [];
        var prefix = kind is { } one ? ReservedBlocks.PrefixOf(one) : ReservedBlocks.Prefix;
        await foreach (var block in blocks.ListAsync(prefix, cancellationToken).WithCancellation(cancellationToken))
        {
            if (ReservedBlocks.TryParse(block.Block, out var reserved))
            {
                found.Add((reserved, block.CreateTime));
            }
        }

        return found;
    }

    /// <summary>Removes a block.</summary>
    public ValueTask<FsResult> DeleteAsync(ReservedBlock block, CancellationToken cancellationToken) => blocks.DeleteAsync(ReservedBlocks.Make(block), cancellationToken);

    /// <summary>One that remembers nothing of earlier reads: two servers that take a share at the same time put different documents under one id.</summary>
    private BlockReader MakeReader() => new(blocks, share, new BlockIndexCache(IndexBytesMax));

    private static FsResult<T> Parse<T>(byte[] text, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(text, type) is { } document ? document : FsError.Corrupt;
        }
        catch (JsonException)
        {
            return FsError.Corrupt;
        }
    }
}
