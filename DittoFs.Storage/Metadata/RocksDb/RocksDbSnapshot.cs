using RocksDbSharp;

namespace DittoFs.Storage.Metadata.RocksDb;

/// <summary>The rows as they were at one moment, between two batches. Dispose it after the cursors that use it.</summary>
internal sealed class RocksDbSnapshot(IntPtr database) : IDisposable
{
    /// <summary>The native snapshot.</summary>
    public IntPtr Handle { get; } = Native.Instance.rocksdb_create_snapshot(database);

    /// <inheritdoc/>
    public void Dispose() => Native.Instance.rocksdb_release_snapshot(database, Handle);
}
