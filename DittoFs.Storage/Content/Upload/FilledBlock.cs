using System.Security.Cryptography;
using DittoFs.Storage.Content.Packing;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Content.Upload;

/// <summary>A new block of <paramref name="share"/> on its way into the store, with what it holds claimed. Dispose it when it was stored or given up.</summary>
internal sealed class FilledBlock(ShareId share) : IDisposable
{
    /// <summary>The block's bytes.</summary>
    public BlockBuilder Builder { get; } = new(share, new BlockId(new Guid(RandomNumberGenerator.GetBytes(16))));

    /// <summary>What of which file it holds, by files.</summary>
    public List<UploadPiece> Pieces { get; set; } = [];

    /// <summary>Lets go of buffers and claims.</summary>
    public void Dispose()
    {
        UploadPiece.ReleaseClaims(Pieces);
        Builder.Dispose();
    }
}
