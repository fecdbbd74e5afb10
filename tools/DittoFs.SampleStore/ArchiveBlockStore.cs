using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using DittoFs.Storage.Blocks;
using DittoFs.Storage.Primitives;

namespace DittoFs.SampleStore;

/// <summary>
/// The blocks of one share, one behind the other in a file that only grows. Where each begins is in memory, read from the records' heads when it is opened. A block that
/// is deleted leaves its bytes behind; an opening that finds more such bytes than others copies the others to a new file.
/// </summary>
/// <remarks>A disk that failed while it wrote makes nothing durable any more that this process could trust: from then on, only reads go on.</remarks>
public sealed class ArchiveBlockStore : IBlockStore
{
    private const int CopyLength = 1 << 20;

    private readonly ConcurrentDictionary<BlockId, Place> places;
    private readonly StoreLock held;
    private readonly AppendFile archive;
    private readonly TimeProvider clock;
    private readonly SemaphoreSlim writing = new(1, 1);
    private volatile FsError failure;

    private ArchiveBlockStore(StoreLock held, AppendFile archive, ConcurrentDictionary<BlockId, Place> places, TimeProvider clock) =>
        (this.held, this.archive, this.places, this.clock) = (held, archive, places, clock);

    /// <inheritdoc/>
    public bool IsPersistent => true;

    private static ReadOnlySpan<byte> Magic => "DFARCH01"u8;

    /// <summary>Opens the archive of a share, or makes an empty one.</summary>
    /// <exception cref="StorageStartException">It is in use, damaged, or of another share; the message says what to do.</exception>
    public static ArchiveBlockStore Open(string path, ShareId share, TimeProvider clock)
    {
        var held = StoreLock.Take(path);
        AppendFile? archive = null;
        try
        {
            archive = AppendFile.Open(path, Magic, share);

            // What the last process did not end was promised to nobody.
            archive.Cut(archive.DurableLength);
            var places = ReadPlaces(archive);
            if (places.Values.Sum(static place => place.Length) < (archive.Length - AppendFile.First) / 2)
            {
                (archive, places) = Compact(archive, places, share);
            }

            return new ArchiveBlockStore(held, archive, places, clock);
        }
        catch (IOException exception)
        {
            archive?.Dispose();
            held.Dispose();
            throw new StorageStartException($"{path} can't be used: {exception.Message}", exception);
        }
        catch
        {
            archive?.Dispose();
            held.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask<BlockStoreState> CheckAsync(CancellationToken cancellationToken) => new(failure == FsError.None
        ? default
        : new BlockStoreState(failure, $"The disk of {archive.Path} failed. Check it, then restart the server."));

    /// <inheritdoc/>
    public ValueTask<FsResult<BlockStoreCapacity?>> GetCapacityAsync(CancellationToken cancellationToken)
    {
        try
        {
            var disk = new DriveInfo(archive.Path);
            return new(new FsResult<BlockStoreCapacity?>(FsError.None, new BlockStoreCapacity(disk.TotalSize, disk.AvailableFreeSpace)));
        }
        catch (IOException exception)
        {
            return new(DiskErrors.Map(exception));
        }
    }

    /// <inheritdoc/>
    public async ValueTask<FsResult> PutAsync(BlockId block, IReadOnlyList<ReadOnlyMemory<byte>> parts, CancellationToken cancellationToken)
    {
        var record = new ArchiveRecord(false, block, parts.Sum(static part => (long)part.Length), clock.GetUtcNow());
        return await WriteAsync(() => places.ContainsKey(block), () => places[block] = new Place(Append(archive, record, parts), record.Length, record.Time), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<FsResult<int>> ReadAsync(BlockId block, long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        if (!places.TryGetValue(block, out var place))
        {
            return new(FsError.NotFound);
        }

        var length = (int)Math.Clamp(place.Length - offset, 0, destination.Length);
        try
        {
            return new(length == 0 || archive.Read(place.Offset + offset, destination.Span[..length]) == length ? length : FsError.InputOutput);
        }
        catch (IOException exception)
        {
            return new(DiskErrors.Map(exception));
        }
        catch (ObjectDisposedException)
        {
            return new(FsError.Unavailable);
        }
    }

    /// <inheritdoc/>
    public ValueTask<FsResult<long>> GetLengthAsync(BlockId block, CancellationToken cancellationToken) =>
        new(places.TryGetValue(block, out var place) ? (FsResult<long>)place.Length : FsError.NotFound);

    /// <inheritdoc/>
    public async ValueTask<FsResult> DeleteAsync(BlockId block, CancellationToken cancellationToken)
    {
        var record = new ArchiveRecord(true, block, 0, clock.GetUtcNow());
        return await WriteAsync(
            () => !places.ContainsKey(block),
            () =>
            {
                Append(archive, record, []);
                places.TryRemove(block, out _);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<FsResult> EraseAsync(CancellationToken cancellationToken) => await WriteAsync(
        static () => false,
        () =>
        {
            places.Clear();
            File.Delete(archive.Path);
            PosixDirectory.Sync(Path.GetDirectoryName(archive.Path)!);
            failure = FsError.Unavailable;
        },
        cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<BlockListing> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await ValueTask.CompletedTask;
        foreach (var (block, place) in places)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return new BlockListing(block, place.Length, place.Time);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await writing.WaitAsync();
        failure = FsError.Unavailable;
        archive.Dispose();
        held.Dispose();
        writing.Release();
    }

    /// <summary>Writes when nobody else does: the archive has one end.</summary>
    private async ValueTask<FsResult> WriteAsync(Func<bool> isDone, Action write, CancellationToken cancellationToken)
    {
        await writing.WaitAsync(cancellationToken);
        try
        {
            if (failure != FsError.None)
            {
                return failure;
            }

            if (!isDone())
            {
                write();
            }

            return FsResult.Success;
        }
        catch (IOException exception)
        {
            var error = DiskErrors.Map(exception);
            failure = error == FsError.NoSpace ? FsError.None : error;
            return error;
        }
        finally
        {
            writing.Release();
        }
    }

    /// <summary>Appends a record, durably.</summary>
    /// <returns>Where the bytes behind its head are.</returns>
    private static long Append(AppendFile archive, in ArchiveRecord record, IReadOnlyList<ReadOnlyMemory<byte>> parts)
    {
        var start = archive.Append([record.ToBytes(), .. parts]);
        archive.Flush();
        return start + ArchiveRecord.HeadLength;
    }

    private static ConcurrentDictionary<BlockId, Place> ReadPlaces(AppendFile archive)
    {
        var places = new ConcurrentDictionary<BlockId, Place>();
        var head = new byte[ArchiveRecord.HeadLength];
        for (var offset = (long)AppendFile.First; offset < archive.Length;)
        {
            archive.Read(offset, head);
            if (ArchiveRecord.Read(head) is not { } record || record.Length > archive.Length - offset - ArchiveRecord.HeadLength)
            {
                throw new StorageStartException($"The archive {archive.Path} is damaged at offset {offset}. Restore the file from a backup.");
            }

            offset += ArchiveRecord.HeadLength;
            if (record.IsDeletion)
            {
                places.TryRemove(record.Block, out _);
            }
            else
            {
                places[record.Block] = new Place(offset, record.Length, record.Time);
            }

            offset += record.Length;
        }

        return places;
    }

    /// <summary>Copies what is needed to a new file, which takes the name when it is complete and durable.</summary>
    private static (AppendFile Archive, ConcurrentDictionary<BlockId, Place> Places) Compact(AppendFile archive, ConcurrentDictionary<BlockId, Place> places, ShareId share)
    {
        var path = archive.Path;
        var temporary = path + ".new";
        File.Delete(temporary);
        using (var copy = AppendFile.Open(temporary, Magic, share))
        {
            foreach (var (block, place) in places.OrderBy(static entry => entry.Value.Offset))
            {
                Append(copy, new ArchiveRecord(false, block, place.Length, place.Time), ReadParts(archive, place));
            }
        }

        File.Move(temporary, path, overwrite: true);
        PosixDirectory.Sync(Path.GetDirectoryName(path)!);
        archive.Dispose();
        var compacted = AppendFile.Open(path, Magic, share);
        return (compacted, ReadPlaces(compacted));
    }

    private static List<ReadOnlyMemory<byte>> ReadParts(AppendFile archive, Place place)
    {
        List<ReadOnlyMemory<byte>> parts = [];
        for (var done = 0L; done < place.Length; done += CopyLength)
        {
            var part = new byte[Math.Min(CopyLength, place.Length - done)];
            if (archive.Read(place.Offset + done, part) != part.Length)
            {
                throw new IOException($"The archive {archive.Path} ends inside of a block.");
            }

            parts.Add(part);
        }

        return parts;
    }

    private readonly record struct Place(long Offset, long Length, DateTimeOffset Time);
}
