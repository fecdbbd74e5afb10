using System.Security.Cryptography;
using DittoFs.Storage.Blocks;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Shares;

/// <summary>
/// Measures a place for blocks with blocks of a share that nobody has: small ones one after the other, then a few large ones at once. All of it is removed. It lies in a folder of
/// its own, so that what a crash leaves is taken for no share.
/// </summary>
internal sealed class BlockStoreTrial(ShareEnvironment environment)
{
    private const string Folder = "dittofs-trial";
    private const string Name = "trial";
    private const int SmallCount = 9;
    private const int SmallBytes = 4 << 10;
    private const int LargeCount = 4;
    private const int LargeBytes = 4 << 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Tries out the place that <paramref name="place"/> names for its blocks.</summary>
    public async Task<StoreTrial> RunAsync(ShareDefinition place, CancellationToken cancellationToken)
    {
        if (place.S3 is { } bucket && await BlockStoreProbe.CheckAsync(bucket, environment.Clock, cancellationToken) is { Healthy: false } away)
        {
            return new StoreTrial(away, null);
        }

        var name = place.S3?.ToString() ?? place.BlockDirectory ?? place.Blocks.ToString();
        var directory = place.Blocks == BlockStoreKind.FileSystem ? Path.Combine(place.BlockDirectory ?? Path.Combine(environment.DataDirectory, "blocks"), Folder) : null;
        var missing = directory is null ? null : FindMissing(directory);
        using var limit = new CancellationTokenSource(Patience, environment.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var own = place with
            {
                Id = new ShareId(Guid.NewGuid()),
                BlockDirectory = directory,
                S3 = place.S3 is { } location ? location with { Prefix = $"{location.Prefix}{Folder}/" } : null,
            };
            await using var store = await environment.Opener.OpenAsync(own, ReadOnlyMemory<byte>.Empty, either.Token);
            return await RunAsync(store, name, either.Token);
        }
        catch (Exception exception) when (exception is StorageStartException or IOException or UnauthorizedAccessException)
        {
            return new StoreTrial(new StoreHealth(name, false, exception.Message), null);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new StoreTrial(new StoreHealth(name, false, $"The trial took longer than {Patience.TotalSeconds:0} seconds, and was ended."), null);
        }
        finally
        {
            RemoveEmpty(directory, missing);
        }
    }

    private async Task<StoreTrial> RunAsync(IBlockStore store, string name, CancellationToken cancellationToken)
    {
        FsResult<StoreSpeed> measured;
        FsResult erased;
        try
        {
            measured = await MeasureAsync(store, cancellationToken);
        }
        finally
        {
            // Also after a limit in time: what was written is not to stay.
            erased = await store.EraseAsync(CancellationToken.None);
        }

        return !measured.IsSuccess ? Failed($"A block could not be written and read as it was: {measured.Error}. Check the place, and what the server may do there.")
            : !erased.IsSuccess ? Failed($"Blocks could not be removed: {erased.Error}. Check what the server may do there.")
            : new StoreTrial(new StoreHealth(name, true, "Blocks were written, read and removed."), measured.Value);

        StoreTrial Failed(string detail) => new(new StoreHealth(name, false, detail), null);
    }

    private async Task<FsResult<StoreSpeed>> MeasureAsync(IBlockStore store, CancellationToken cancellationToken)
    {
        List<TimeSpan> writes = [];
        List<TimeSpan> reads = [];
        for (var turn = 0; turn < SmallCount; turn++)
        {
            var small = new Sample(SmallBytes);
            var written = await TimeAsync(() => small.PutAsync(store, cancellationToken));
            var read = written.IsSuccess ? await TimeAsync(() => small.ReadAsync(store, cancellationToken)) : written;
            if (!read.IsSuccess)
            {
                return read.Error;
            }

            writes.Add(written.Value);
            reads.Add(read.Value);
        }

        var large = Enumerable.Range(0, LargeCount).Select(_ => new Sample(LargeBytes)).ToList();
        var up = await TimeAsync(() => AllAsync(large.Select(sample => sample.PutAsync(store, cancellationToken))));
        var down = up.IsSuccess ? await TimeAsync(() => AllAsync(large.Select(sample => sample.ReadAsync(store, cancellationToken)))) : up;
        return down.IsSuccess ? StoreSpeed.Of(writes, reads, up.Value, down.Value, (long)LargeCount * LargeBytes) : down.Error;
    }

    private async Task<FsResult<TimeSpan>> TimeAsync(Func<Task<FsError>> run)
    {
        var start = environment.Clock.GetTimestamp();
        var error = await run();
        return error == FsError.None ? environment.Clock.GetElapsedTime(start) : error;
    }

    private static async Task<FsError> AllAsync(IEnumerable<Task<FsError>> runs) => (await Task.WhenAll(runs)).FirstOrDefault(error => error != FsError.None);

    // The topmost directory of the path that is not there yet.
    private static string? FindMissing(string path)
    {
        string? missing = null;
        for (var directory = path; directory is not null && !Directory.Exists(directory); directory = Path.GetDirectoryName(directory))
        {
            missing = directory;
        }

        return missing;
    }

    // What the trial has made goes, unless somebody has put something there meanwhile.
    private static void RemoveEmpty(string? path, string? missing)
    {
        for (var directory = missing is null ? null : path; directory is not null && directory.Length >= missing!.Length; directory = Path.GetDirectoryName(directory))
        {
            if (Directory.Exists(directory) && Directory.EnumerateFileSystemEntries(directory).Any())
            {
                return;
            }

            if (Directory.Exists(directory))
            {
                Directory.Delete(directory);
            }
        }
    }

    private sealed class Sample(int length)
    {
        private readonly BlockId id = new(Guid.NewGuid());
        private readonly byte[] bytes = RandomNumberGenerator.GetBytes(length);

        public async Task<FsError> PutAsync(IBlockStore store, CancellationToken cancellationToken) => (await store.PutAsync(id, [bytes], cancellationToken)).Error;

        public async Task<FsError> ReadAsync(IBlockStore store, CancellationToken cancellationToken)
        {
            var found = new byte[bytes.Length];
            var read = await store.ReadAsync(id, 0, found, cancellationToken);
            return !read.IsSuccess ? read.Error : read.Value == found.Length && found.AsSpan().SequenceEqual(bytes) ? FsError.None : FsError.Corrupt;
        }
    }
}
