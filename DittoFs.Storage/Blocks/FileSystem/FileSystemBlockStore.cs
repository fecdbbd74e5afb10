using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Blocks.FileSystem;

/// <summary>
/// Blocks of one share as files below a directory of its own (see <see cref="BlockLayout"/>). A block is written beside its place, synced, renamed
/// into it and its directory synced, so that a block that can be seen is whole and stays.
/// </summary>
/// <remarks>Everything runs on the caller's thread and may wait for the disk.</remarks>
internal sealed partial class FileSystemBlockStore : IBlockStore
{
    private readonly BlockLayout layout;
    private readonly BlockFileCache files;
    private readonly bool[] bucketExists = new bool[BlockLayout.FanOut];
    private readonly Lock bucketGate = new();

    private FileSystemBlockStore(BlockLayout layout, FileSystemBlockStoreOptions options)
    {
        this.layout = layout;
        files = new BlockFileCache(options.OpenFilesMax);
    }

    /// <inheritdoc/>
    public bool IsPersistent => true;

    /// <summary>Opens the blocks of <paramref name="share"/> in <paramref name="root"/>, making the directory when it is new, and removes what unfinished puts left.</summary>
    /// <exception cref="StorageStartException">The directory is another share's, of an unknown format, or can't be used.</exception>
    public static FileSystemBlockStore Open(string root, ShareId share, FileSystemBlockStoreOptions options)
    {
        try
        {
            var layout = new BlockLayout(Path.GetFullPath(root));
            Directory.CreateDirectory(layout.Root);
            BlockStoreMarker.CheckOrCreate(layout.Root, share);
            Directory.CreateDirectory(layout.Incoming);
            foreach (var unfinished in Directory.EnumerateFiles(layout.Incoming))
            {
                File.Delete(unfinished);
            }

            return new FileSystemBlockStore(layout, options);
        }
        catch (Exception exception) when (FileSystemErrorMap.IsFileError(exception))
        {
            throw new StorageStartException($"The block directory '{root}' can't be used: {exception.Message}", exception);
        }
    }

    /// <inheritdoc/>
    public ValueTask<FsResult<BlockStoreCapacity?>> GetCapacityAsync(CancellationToken cancellationToken)
    {
        try
        {
            var drive = new DriveInfo(layout.Root);
            return new(new BlockStoreCapacity(drive.TotalSize, drive.AvailableFreeSpace));
        }
        catch (Exception exception) when (FileSystemErrorMap.IsFileError(exception))
        {
            return new(FileSystemErrorMap.ToPutError(exception));
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        files.Dispose();
        return ValueTask.CompletedTask;
    }
}
