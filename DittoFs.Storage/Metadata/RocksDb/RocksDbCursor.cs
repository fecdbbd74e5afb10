using System.Runtime.InteropServices;
using RocksDbSharp;

namespace DittoFs.Storage.Metadata.RocksDb;

/// <summary>
/// Walks the rows whose keys begin with a prefix and never leaves them, not even over rows removed next door. Owns native memory: dispose it.
/// The spans it returns are good until it moves.
/// </summary>
internal sealed unsafe class RocksDbCursor : IDisposable
{
    private static readonly Native Library = Native.Instance;

    private readonly byte* bounds;
    private readonly IntPtr options;
    private readonly IntPtr iterator;

    /// <summary>A cursor over the rows of <paramref name="prefix"/>, not placed yet; it sees the rows of <paramref name="snapshot"/>, or those of now for zero.</summary>
    public RocksDbCursor(IntPtr database, ReadOnlySpan<byte> prefix, IntPtr snapshot)
    {
        // RocksDB keeps pointers to the bounds, so they live as long as the iterator.
        bounds = (byte*)NativeMemory.Alloc((nuint)(2 * prefix.Length));
        var lower = new Span<byte>(bounds, prefix.Length);
        var upper = new Span<byte>(bounds + prefix.Length, prefix.Length);
        prefix.CopyTo(lower);
        prefix.CopyTo(upper);
        options = Library.rocksdb_readoptions_create();
        Library.rocksdb_readoptions_set_iterate_lower_bound(options, bounds, (nuint)prefix.Length);
        if (Increment(upper) is > 0 and var upperLength)
        {
            Library.rocksdb_readoptions_set_iterate_upper_bound(options, bounds + prefix.Length, (nuint)upperLength);
        }

        if (snapshot != IntPtr.Zero)
        {
            Library.rocksdb_readoptions_set_snapshot(options, snapshot);
        }

        iterator = Library.rocksdb_create_iterator(database, options);
    }

    /// <summary>True while the cursor stands on a row.</summary>
    public bool IsValid => Library.rocksdb_iter_valid(iterator) != 0;

    /// <summary>The key of the present row.</summary>
    public ReadOnlySpan<byte> Key
    {
        get
        {
            var key = Library.rocksdb_iter_key(iterator, out var length);
            return new ReadOnlySpan<byte>((void*)key, (int)length);
        }
    }

    /// <summary>The value of the present row.</summary>
    public ReadOnlySpan<byte> Value
    {
        get
        {
            var value = Library.rocksdb_iter_value(iterator, out var length);
            return new ReadOnlySpan<byte>((void*)value, (int)length);
        }
    }

    /// <summary>Goes to the first row at or above <paramref name="key"/>.</summary>
    public void Seek(ReadOnlySpan<byte> key)
    {
        fixed (byte* pointer = key)
        {
            Library.rocksdb_iter_seek(iterator, pointer, (nuint)key.Length);
        }
    }

    /// <summary>Goes to the last row at or below <paramref name="key"/>.</summary>
    public void SeekBack(ReadOnlySpan<byte> key)
    {
        fixed (byte* pointer = key)
        {
            Library.rocksdb_iter_seek_for_prev(iterator, pointer, (nuint)key.Length);
        }
    }

    /// <summary>Goes to the next row.</summary>
    public void Next() => Library.rocksdb_iter_next(iterator);

    /// <summary>Tells whether the cursor ended because rows could not be read: without this a failed disk would look like the end of the rows.</summary>
    /// <exception cref="RocksDbException">A read failed.</exception>
    public void ThrowIfFailed() => Library.rocksdb_iter_get_error(iterator);

    /// <inheritdoc/>
    public void Dispose()
    {
        Library.rocksdb_iter_destroy(iterator);
        Library.rocksdb_readoptions_destroy(options);
        NativeMemory.Free(bounds);
    }

    /// <summary>Makes the first key behind all that begin with <paramref name="prefix"/>.</summary>
    /// <returns>Its length; 0 when no key is behind them.</returns>
    private static int Increment(Span<byte> prefix)
    {
        for (var length = prefix.Length; length > 0; length--)
        {
            if (++prefix[length - 1] != 0)
            {
                return length;
            }
        }

        return 0;
    }
}
