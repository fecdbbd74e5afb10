using DittoFs.Storage.Blocks;
using DittoFs.Storage.Dumps;
using DittoFs.Storage.Files;
using DittoFs.Storage.Metadata;

namespace DittoFs.Storage.Shares;

/// <summary>The stores of a share that does not run yet.</summary>
/// <param name="Superblock">What its metadata store says of it.</param>
/// <param name="Metadata">Its rows, and what applies changes to them.</param>
/// <param name="Journal">Its view of the log.</param>
/// <param name="Blocks">Its block store.</param>
/// <param name="Owner">Where its metadata store was opened.</param>
internal sealed record OpenedStores(
    ShareSuperblock Superblock, MetadataBinding Metadata, ShareJournal Journal, IBlockStore Blocks, MetadataStores Owner) : IAsyncDisposable
{
    /// <summary>Says in the block store that this server has the share.</summary>
    public ShareOwner? Claim { get; init; }

    /// <summary>Closes what is the share's own.</summary>
    public async ValueTask DisposeAsync()
    {
        await Blocks.DisposeAsync();
        await Owner.CloseAsync(Metadata, isDrained: false);
    }
}
