using DittoFs.Storage.Blocks;
using DittoFs.Storage.Content;
using DittoFs.Storage.Content.Upload;
using DittoFs.Storage.Content.Wal;
using DittoFs.Storage.Dumps;
using DittoFs.Storage.Files;
using DittoFs.Storage.Metadata;
using DittoFs.Storage.Threads;

namespace DittoFs.Storage.Shares;

/// <summary>A share that runs, with the parts that are its own.</summary>
/// <param name="FileSystem">What protocols use.</param>
/// <param name="Content">Its bytes.</param>
/// <param name="Uploader">What brings them into blocks.</param>
/// <param name="Mover">What moves them within the log.</param>
/// <param name="Blocks">Its block store.</param>
/// <param name="Metadata">Its rows, and what applies changes to them.</param>
/// <param name="Journal">Its view of the log.</param>
internal sealed record RunningShare(
    ShareFileSystem FileSystem,
    TieredContentStore Content,
    BlockUploader Uploader,
    LogMover Mover,
    IBlockStore Blocks,
    MetadataBinding Metadata,
    ShareJournal Journal)
{
    /// <summary>Bytes of files that were durable and are lost since this start, because the log was damaged.</summary>
    public long LostBytes { get; init; }

    /// <summary>Says in the block store that this server has the share; null for a share whose rows or blocks nobody else can reach.</summary>
    public ShareOwner? Owner { get; init; }

    /// <summary>Work on the share that no client asked for: collections, drains, checkpoints. It ends before the share is closed.</summary>
    public CallGate Visits { get; } = new();

    /// <summary>Fires when the share is being stopped.</summary>
    public CancellationTokenSource Closing { get; } = new();
}

/// <summary>A metadata store with the committer that feeds it.</summary>
/// <param name="Name">What the store is called in health reports.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Store">The rows.</param>
/// <param name="Committer">Brings the log's changes into it.</param>
internal sealed record MetadataBinding(string Name, MetadataStoreKind Kind, IMetadataStore Store, MetadataCommitter Committer) : IAsyncDisposable
{
    /// <summary>What the log calls changes of the share.</summary>
    public WalRecordKind RecordKind => Kind is MetadataStoreKind.Postgres or MetadataStoreKind.Custom ? WalRecordKind.ShareMetadata : WalRecordKind.Metadata;

    /// <summary>Records of the log up to this sequence are void for the share.</summary>
    public ulong LogStart { get; init; }

    /// <summary>Applies what is durable and closes the store.</summary>
    public async ValueTask DisposeAsync()
    {
        await Committer.DisposeAsync();
        await Store.DisposeAsync();
    }
}
