using System.Security.Cryptography;
using DittoFs.Storage.Content.Packing;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Content.Upload;

/// <summary>A new block on its way into the store, with what it holds claimed. Dispose it when it was entered into the maps or given up.</summary>
internal sealed class FilledBlock : IDisposable
{
    private readonly BlocksUnderWay underWay;

    /// <summary>A block of <paramref name="share"/> without content.</summary>
    /// <param name="share">The share.</param>
    /// <param name="underWay">Where it is noted until it is disposed.</param>
    public FilledBlock(ShareId share, BlocksUnderWay underWay)
    {
        this.underWay = underWay;
        Builder = new BlockBuilder(share, new BlockId(new Guid(RandomNumberGenerator.GetBytes(16))));
        underWay.Add(Builder.Block);
    }

    /// <summary>The block's bytes.</summary>
    public BlockBuilder Builder { get; }

    /// <summary>What of which file it holds, by files.</summary>
    public List<UploadPiece> Pieces { get; set; } = [];

    /// <summary>Lets go of buffers and claims.</summary>
    public void Dispose()
    {
        UploadPiece.ReleaseClaims(Pieces);
        Builder.Dispose();
        underWay.Remove(Builder.Block);
    }
}
