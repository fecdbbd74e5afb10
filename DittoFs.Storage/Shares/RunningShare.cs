using DittoFs.Storage.Blocks;
using DittoFs.Storage.Content;
using DittoFs.Storage.Content.Upload;
using DittoFs.Storage.Content.Wal;
using DittoFs.Storage.Files;
using DittoFs.Storage.Metadata;

namespace DittoFs.Storage.Shares;

/// <summary>A share that runs, with the parts that are its own.</summary>
/// <param name="FileSystem">What protocols use.</param>
/// <param name="Content">Its bytes.</param>
/// <param name="Uploader">What brings them into blocks.</param>
/// <param name="Blocks">Its block store.</param>
/// <param name="Metadata">Its rows, and what applies changes to them.</param>
/// <param name="Journal">Its view of the log.</param>
internal sealed record RunningShare(
    ShareFileSystem FileSystem,
    TieredContentStore Content,
    BlockUploader Uploader,
    IBlockStore Blocks,
    MetadataBinding Metadata,
    ShareJournal Journal);

/// <summary>A metadata store with the committer that feeds it.</summary>
/// <param name="Name">What the store is called in health reports.</param>
/// <param name="Store">The rows.</param>
/// <param name="Committer">Brings the log's changes into it.</param>
internal sealed record MetadataBinding(string Name, IMetadataStore Store, MetadataCommitter Committer) : IAsyncDisposable
{
    /// <summary>What the log calls changes of the share: see <see cref="WalRecordKind"/>.</summary>
    public WalRecordKind RecordKind { get; init; } = WalRecordKind.Metadata;

    /// <summary>Records of the log up to this sequence are void for the share.</summary>
    public ulong LogStart { get; init; }

    /// <summary>Applies what is durable and closes the store.</summary>
    public async ValueTask DisposeAsync()
    {
        await Committer.DisposeAsync();
        await Store.DisposeAsync();
    }
}
