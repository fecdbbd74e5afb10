using System.Diagnostics;
using System.Globalization;
using DittoFs.Bench;
using DittoFs.Storage.Metadata.RocksDb;
using DittoFs.Storage.Primitives;
using RocksDbSharp;

// fill DATA-DIRECTORY SHARE-ID NODES: adds that many empty files to a share of a server that is stopped, past the log.
if (args is not ["fill", var dataDirectory, var share, var nodes]
    || !Guid.TryParse(share, out var shareId) || !int.TryParse(nodes, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
{
    Console.Error.WriteLine("usage: DittoFs.Bench fill DATA-DIRECTORY SHARE-ID NODES");
    return 2;
}

var path = Path.Combine(dataDirectory, "metadata", "rocksdb");
var options = new RocksDbMetadataStoreOptions();
var start = Stopwatch.GetTimestamp();
await using (var store = RocksDbMetadataStore.Open(path, options))
{
    await new BulkLoader(store, new ShareId(shareId)).FillAsync(count, CancellationToken.None);
}

Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count} nodes in {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s"));

// What is left to merge would be merged beside the next start, and counted as a part of it.
using var database = RocksDb.Open(RocksDbTuning.Create(options), path);
while (database.GetProperty("rocksdb.compaction-pending") != "0" || database.GetProperty("rocksdb.num-running-compactions") != "0")
{
    await Task.Delay(TimeSpan.FromMilliseconds(100));
}

Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"and merged after {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s"));
return 0;
