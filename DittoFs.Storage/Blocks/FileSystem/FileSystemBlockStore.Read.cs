using System.Runtime.CompilerServices;
using DittoFs.Storage.Disk;
using DittoFs.Storage.Primitives;
using Microsoft.Win32.SafeHandles;

namespace DittoFs.Storage.Blocks.FileSystem;

/// <content>What only looks.</content>
internal sealed partial class FileSystemBlockStore
{
    /// <inheritdoc/>
    public ValueTask<FsResult<int>> ReadAsync(BlockId block, long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        try
        {
            var file = Take(block);
            try
            {
                return new(ReadFully(file, offset, destination.Span));
            }
            finally
            {
                BlockFileCache.Return(file);
            }
        }
        catch (Exception exception) when (FileSystemErrorMap.IsFileError(exception))
        {
            return new(FileSystemErrorMap.ToError(exception));
        }
    }

    /// <inheritdoc/>
    public bool TryReadCached(BlockId block, long offset, Span<byte> destination)
    {
        if (!files.TryTake(block, out var file))
        {
            return false;
        }

        try
        {
            return PosixCalls.TryReadCached(file, offset, destination);
        }
        finally
        {
            BlockFileCache.Return(file);
        }
    }

    /// <inheritdoc/>
    public ValueTask<FsResult<long>> GetLengthAsync(BlockId block, CancellationToken cancellationToken)
    {
        try
        {
            return new(new FileInfo(layout.File(block)).Length);
        }
        catch (Exception exception) when (FileSystemErrorMap.IsFileError(exception))
        {
            return new(FileSystemErrorMap.ToError(exception));
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<BlockListing> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await ValueTask.CompletedTask;
        for (var bucket = 0; bucket < BlockLayout.FanOut; bucket++)
        {
            var directory = new DirectoryInfo(layout.Bucket(bucket));
            foreach (var file in directory.Exists ? directory.EnumerateFiles() : [])
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (TryDescribe(bucket, file, out var listing))
                {
                    yield return listing;
                }
            }
        }
    }

    private static int ReadFully(SafeFileHandle file, long offset, Span<byte> destination)
    {
        var total = 0;
        while (total < destination.Length)
        {
            var read = RandomAccess.Read(file, destination[total..], offset + total);
            if (read == 0)
            {
                break;
            }

            total += read;
        }

        return total;
    }

    /// <summary>A file may be deleted while the listing runs: it is left out.</summary>
    private static bool TryDescribe(int bucket, FileInfo file, out BlockListing listing)
    {
        listing = default;
        if (!BlockLayout.TryParse(bucket, file.Name, out var block) || !file.Exists)
        {
            return false;
        }

        listing = new BlockListing(block, file.Length, new DateTimeOffset(file.LastWriteTimeUtc));
        return true;
    }

    private SafeFileHandle Take(BlockId block)
    {
        if (files.TryTake(block, out var file))
        {
            return file;
        }

        // Sharing everything keeps the runtime from locking the file, which a block that is never changed does not need.
        var generation = files.Generation;
        var opened = File.OpenHandle(layout.File(block), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return files.AddAndTake(block, opened, generation);
    }
}
