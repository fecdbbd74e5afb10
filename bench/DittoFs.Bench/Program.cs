using System.Diagnostics;
using System.Globalization;
using DittoFs.Bench;
using DittoFs.Storage.Metadata.RocksDb;
using DittoFs.Storage.Primitives;

// fill DATA-DIRECTORY SHARE-ID NODES: adds that many empty files to a share of a server that is stopped, past the log.
if (args is not ["fill", var dataDirectory, var share, var nodes]
    || !Guid.TryParse(share, out var shareId) || !int.TryParse(nodes, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
{
    Console.Error.WriteLine("usage: DittoFs.Bench fill DATA-DIRECTORY SHARE-ID NODES");
    return 2;
}

var start = Stopwatch.GetTimestamp();
await using var store = RocksDbMetadataStore.Open(Path.Combine(dataDirectory, "metadata", "rocksdb"), new RocksDbMetadataStoreOptions());
await new BulkLoader(store, new ShareId(shareId)).FillAsync(count, CancellationToken.None);
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count} nodes in {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s"));
return 0;
