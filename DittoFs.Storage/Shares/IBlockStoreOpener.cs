using DittoFs.Storage.Blocks;

namespace DittoFs.Storage.Shares;

/// <summary>Opens the block store that a share's settings name.</summary>
internal interface IBlockStoreOpener
{
    /// <summary>Opens the blocks of a share, with what belongs around every store of their kind. A store that is away now may open all the same.</summary>
    /// <param name="definition">The share.</param>
    /// <param name="handleKey">The key of its handles, by which a store knows the metadata that its blocks belong to; empty when metadata do not last.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="Primitives.StorageStartException">The store can't be used or holds something else; the message says what to do.</exception>
    Task<IBlockStore> OpenAsync(ShareDefinition definition, ReadOnlyMemory<byte> handleKey, CancellationToken cancellationToken);
}
