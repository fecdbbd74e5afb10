using DittoFs.Storage.Primitives;
using DittoFs.Storage.Threads;
using RocksDbSharp;

namespace DittoFs.Storage.Metadata.RocksDb;

/// <summary>
/// Rows of all shares of a data directory in one embedded RocksDB. RocksDB's own log is off: the write-ahead log repeats what was not flushed, from
/// <see cref="AppliedSequence"/> on, which is a row that every write carries.
/// </summary>
/// <remarks>Everything runs on the caller's thread and may wait for the disk. After disposal everything answers <see cref="FsError.Unavailable"/>.</remarks>
internal sealed partial class RocksDbMetadataStore : IMetadataStore
{
    private readonly CallGate gate = new();
    private readonly RocksDbConnection connection;
    private readonly RocksDbUsage usage;
    private ulong appliedSequence;

    private RocksDbMetadataStore(RocksDbConnection connection, ulong appliedSequence)
    {
        this.connection = connection;
        this.appliedSequence = appliedSequence;
        usage = new RocksDbUsage(connection);
    }

    /// <inheritdoc/>
    public bool IsPersistent => true;

    /// <inheritdoc/>
    public ulong AppliedSequence => Volatile.Read(ref appliedSequence);

    /// <summary>Opens the database in <paramref name="path"/>, making it when it is not there.</summary>
    /// <exception cref="StorageStartException">It is in use, damaged, of another format or not ours.</exception>
    public static RocksDbMetadataStore Open(string path, RocksDbMetadataStoreOptions options)
    {
        var connection = RocksDbOpener.Open(path, options, out var appliedSequence);
        return new RocksDbMetadataStore(connection, appliedSequence);
    }

    /// <inheritdoc/>
    public ValueTask<FsResult> ApplyAsync(IReadOnlyList<MutationBatch> batches, ulong appliedSequence, CancellationToken cancellationToken)
    {
        var result = Use((batches, appliedSequence), static (store, work) => store.Apply(work.batches, work.appliedSequence), cancellationToken);
        return new(new FsResult(result.Error));
    }

    /// <inheritdoc/>
    public ValueTask<FsResult<ulong>> FlushAsync(CancellationToken cancellationToken) => new(Use(0, static (store, _) => store.Flush(), cancellationToken));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (await gate.CloseAsync())
        {
            connection.Dispose();
        }
    }

    private FsResult<bool> Apply(IReadOnlyList<MutationBatch> batches, ulong sequence)
    {
        if (!batches.All(MutationBatchCheck.IsWellFormed))
        {
            return FsError.Corrupt;
        }

        using var rows = new WriteBatch();
        foreach (var batch in batches)
        {
            RocksDbBatchWriter.Add(rows, batch);
        }

        var charged = usage.Plan(batches);
        RocksDbBatchWriter.AddUsage(rows, charged);
        RocksDbBatchWriter.AddAppliedSequence(rows, sequence);
        connection.Write(rows);
        usage.Commit(charged, batches);
        Volatile.Write(ref appliedSequence, sequence);
        return true;
    }

    private FsResult<ulong> Flush()
    {
        // Taken first: what is applied while the flush runs may be in the next memtable.
        var sequence = AppliedSequence;
        connection.Flush();
        return sequence;
    }

    /// <summary>Runs <paramref name="work"/> while the database can't be closed, and translates what it throws.</summary>
    private FsResult<TResult> Use<TArgument, TResult>(
        TArgument argument, Func<RocksDbMetadataStore, TArgument, FsResult<TResult>> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!gate.TryEnter())
        {
            return FsError.Unavailable;
        }

        try
        {
            return work(this, argument);
        }
        catch (RocksDbException exception)
        {
            return RocksDbErrorMap.ToError(exception);
        }
        finally
        {
            gate.Exit();
        }
    }
}
