using RocksDbSharp;

namespace DittoFs.Storage.Metadata.RocksDb;

/// <summary>The open database and the few calls that the store makes on it. Callers hold the store's gate.</summary>
internal sealed unsafe class RocksDbConnection : IDisposable
{
    private static readonly Native Library = Native.Instance;

    private readonly RocksDbSharp.RocksDb database;
    private readonly IntPtr readOptions = Library.rocksdb_readoptions_create();
    private readonly WriteOptions writeOptions = new WriteOptions().DisableWal(1);
    private readonly FlushOptions flushOptions = new FlushOptions().SetWaitForFlush(true);

    /// <summary>Takes over <paramref name="database"/>.</summary>
    public RocksDbConnection(RocksDbSharp.RocksDb database) => this.database = database;

    /// <summary>Reads one row: what <paramref name="read"/> makes of its value, or the default when it is absent.</summary>
    /// <exception cref="RocksDbException">The read failed.</exception>
    public TResult? Get<TResult>(ReadOnlySpan<byte> key, Func<ReadOnlySpan<byte>, TResult> read)
    {
        IntPtr slice;
        fixed (byte* pointer = key)
        {
            slice = Library.rocksdb_get_pinned(database.Handle, readOptions, pointer, (nuint)key.Length);
        }

        if (slice == IntPtr.Zero)
        {
            return default;
        }

        try
        {
            var value = Library.rocksdb_pinnableslice_value(slice, out var length);
            return read(new ReadOnlySpan<byte>((void*)value, (int)length));
        }
        finally
        {
            Library.rocksdb_pinnableslice_destroy(slice);
        }
    }

    /// <summary>Opens a cursor over the rows that begin with <paramref name="prefix"/>.</summary>
    public RocksDbCursor Open(ReadOnlySpan<byte> prefix, RocksDbSnapshot? snapshot = null) => new(database.Handle, prefix, snapshot?.Handle ?? IntPtr.Zero);

    /// <summary>Fixes the present state for cursors that must agree with each other.</summary>
    public RocksDbSnapshot TakeSnapshot() => new(database.Handle);

    /// <summary>Writes all of <paramref name="batch"/> or nothing. Not durable before <see cref="Flush"/>.</summary>
    /// <exception cref="RocksDbException">The write failed.</exception>
    public void Write(WriteBatch batch) => database.Write(batch, writeOptions);

    /// <summary>Writes what is in memory to a synced table file and waits for it.</summary>
    /// <exception cref="RocksDbException">The write failed.</exception>
    public void Flush() => database.Flush(flushOptions);

    /// <inheritdoc/>
    public void Dispose()
    {
        Library.rocksdb_readoptions_destroy(readOptions);
        database.Dispose();
    }
}
