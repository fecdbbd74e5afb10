using DittoFs.Storage.Disk;
using DittoFs.Storage.Faults;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Blocks.FileSystem;

/// <content>What changes the directory.</content>
internal sealed partial class FileSystemBlockStore
{
    /// <inheritdoc/>
    public ValueTask<FsResult> PutAsync(BlockId block, IReadOnlyList<ReadOnlyMemory<byte>> parts, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var incoming = layout.IncomingFile(block);
        try
        {
            WriteSynced(incoming, parts);
            CrashPoint.Reach(CrashPoint.BlockWritten);
            Publish(incoming, block);
            return new(FsResult.Success);
        }
        catch (Exception exception) when (FileSystemErrorMap.IsFileError(exception))
        {
            RemoveUnfinished(incoming);
            return new(FileSystemErrorMap.ToPutError(exception));
        }
    }

    /// <inheritdoc/>
    public ValueTask<FsResult> DeleteAsync(BlockId block, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            // Not synced: a block that a power cut brings back is one that nobody refers to, and the collector takes it again.
            File.Delete(layout.File(block));
            files.Forget(block);
            return new(FsResult.Success);
        }
        catch (DirectoryNotFoundException)
        {
            return new(FsResult.Success);
        }
        catch (Exception exception) when (FileSystemErrorMap.IsFileError(exception))
        {
            return new(FileSystemErrorMap.ToError(exception));
        }
    }

    /// <inheritdoc/>
    /// <remarks>The marker goes last, so that what an attempt leaves is still known for what it is.</remarks>
    public ValueTask<FsResult> EraseAsync(CancellationToken cancellationToken)
    {
        try
        {
            files.Dispose();
            foreach (var directory in Enumerable.Range(0, BlockLayout.FanOut).Select(layout.Bucket).Append(layout.Incoming).Where(Directory.Exists))
            {
                cancellationToken.ThrowIfCancellationRequested();
                Directory.Delete(directory, recursive: true);
            }

            BlockStoreMarker.Remove(layout.Root);
            if (!Directory.EnumerateFileSystemEntries(layout.Root).Any())
            {
                Directory.Delete(layout.Root);
            }

            return new(FsResult.Success);
        }
        catch (Exception exception) when (FileSystemErrorMap.IsFileError(exception))
        {
            return new(FileSystemErrorMap.ToPutError(exception));
        }
    }

    private static void WriteSynced(string path, IReadOnlyList<ReadOnlyMemory<byte>> parts)
    {
        using var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
        RandomAccess.Write(file, parts, 0);
        RandomAccess.FlushToDisk(file);
    }

    private void Publish(string incoming, BlockId block)
    {
        var bucket = BlockLayout.BucketOf(block);
        EnsureBucket(bucket);
        File.Move(incoming, layout.File(block), overwrite: true);
        files.Forget(block);
        PosixCalls.SyncDirectory(layout.Bucket(bucket));
    }

    private void EnsureBucket(int bucket)
    {
        lock (bucketGate)
        {
            if (!bucketExists[bucket])
            {
                Directory.CreateDirectory(layout.Bucket(bucket));
                PosixCalls.SyncDirectory(layout.Root);
                bucketExists[bucket] = true;
            }
        }
    }

    private static void RemoveUnfinished(string incoming)
    {
        try
        {
            File.Delete(incoming);
        }
        catch (Exception exception) when (FileSystemErrorMap.IsFileError(exception))
        {
            // The disk that failed the put may fail this too; the next start removes the file.
            return;
        }
    }
}
