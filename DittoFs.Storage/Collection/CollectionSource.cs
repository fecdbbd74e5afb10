using DittoFs.Storage.Blocks;
using DittoFs.Storage.Metadata;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Collection;

/// <summary>One of the shares on a store.</summary>
/// <param name="Share">Its identity.</param>
/// <param name="Name">Its name, for messages.</param>
/// <param name="Blocks">Its blocks.</param>
/// <param name="Metadata">Its rows: all that makes a block live.</param>
/// <param name="CatchUp">Waits until the rows hold every change that was logged before the call.</param>
/// <remarks>What dumps of it name is live too: they are read from <paramref name="Blocks"/>.</remarks>
internal sealed record CollectionSource(ShareId Share, string Name, IBlockStore Blocks, IMetadataStore Metadata, Func<ValueTask<FsResult>> CatchUp);
