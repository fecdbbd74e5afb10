using DittoFs.Storage.Blocks;
using DittoFs.Storage.Content;
using DittoFs.Storage.Content.Upload;
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

    /// <summary>Work on the share that no client asked for: collections, drains, checkpoints. It ends before the share is closed.</summary>
    public CallGate Visits { get; } = new();

    /// <summary>Fires when the share is being stopped.</summary>
    public CancellationTokenSource Closing { get; } = new();
}

/// <summary>A metadata store with the committer that feeds it.</summary>
/// <param name="Store">The rows.</param>
/// <param name="Committer">Brings the log's changes into it.</param>
/// <param name="IsShared">True if other shares use it too, so that it outlives this one.</param>
internal sealed record MetadataBinding(IMetadataStore Store, MetadataCommitter Committer, bool IsShared) : IAsyncDisposable
{
    /// <summary>Applies what is durable and closes the store.</summary>
    public async ValueTask DisposeAsync()
    {
        await Committer.DisposeAsync();
        await Store.DisposeAsync();
    }
}
