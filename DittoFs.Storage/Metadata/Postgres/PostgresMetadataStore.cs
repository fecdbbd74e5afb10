using DittoFs.Storage.Primitives;
using DittoFs.Storage.Threads;
using Npgsql;

namespace DittoFs.Storage.Metadata.Postgres;

/// <summary>
/// Rows in a PostgreSQL database, as one writer sees and changes them: a share's, by the records of one log. The log repeats what the database had not
/// committed, from <see cref="AppliedSequence"/> on.
/// </summary>
/// <remarks>
/// What is applied is committed, and so durable. Whether a transaction was committed whose connection went meanwhile is found out by the number of the writer's
/// transactions before anything else is applied; what it held is then not applied again, though the caller repeats it. After disposal everything answers <see cref="FsError.Unavailable"/>.
/// Continuations never run on the thread of the socket that brought the answer.
/// </remarks>
internal sealed partial class PostgresMetadataStore : IMetadataStore
{
    private readonly CallGate gate = new();
    private readonly PostgresDatabase database;
    private readonly PostgresWriter writer;
    private PostgresWriterState state;
    private IReadOnlyList<MutationBatch>? inDoubt;
    private IReadOnlyList<MutationBatch> ahead = [];
    private FsError lost;

    private PostgresMetadataStore(PostgresDatabase database, PostgresWriter writer, PostgresWriterState state)
    {
        (this.database, this.writer, this.state) = (database, writer, state);
        AppliedSequence = state.Applied;
    }

    /// <inheritdoc/>
    public bool IsPersistent => true;

    /// <inheritdoc/>
    public ulong AppliedSequence { get => Volatile.Read(ref field); private set => Volatile.Write(ref field, value); }

    /// <summary>Records of the log up to this sequence are of an earlier time, before another log had the writer: they are void.</summary>
    public ulong LogStart => state.LogStart;

    /// <summary>Takes <paramref name="writer"/> in <paramref name="database"/>, which stays the caller's.</summary>
    /// <exception cref="StorageStartException">Another process or log has the writer, or the database can't be used.</exception>
    public static async Task<PostgresMetadataStore> OpenAsync(PostgresDatabase database, PostgresWriter writer, CancellationToken cancellationToken)
    {
        var isOpen = false;
        try
        {
            if (!await database.Locks.HoldAsync(writer.Id, cancellationToken))
            {
                throw new StorageStartException($"Another server runs share {writer.Id} on the database {database.Place}: stop that one first. It may be a copy of this data directory.");
            }

            await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
            var state = await PostgresWriterRows.ClaimAsync(connection, writer, database.Place, cancellationToken);
            isOpen = true;
            return new PostgresMetadataStore(database, writer, state);
        }
        catch (Exception exception) when (PostgresErrorMap.IsCallError(exception, cancellationToken))
        {
            throw PostgresErrorMap.ToStartFailure(exception, database.Place);
        }
        finally
        {
            if (!isOpen)
            {
                await database.Locks.ReleaseAsync(writer.Id);
            }

            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<FsResult> ApplyAsync(IReadOnlyList<MutationBatch> batches, ulong appliedSequence, CancellationToken cancellationToken)
    {
        var applied = await UseAsync(async () => await ApplyCheckedAsync(batches, appliedSequence, cancellationToken));
        return applied.Error;
    }

    /// <inheritdoc/>
    public ValueTask<FsResult<ulong>> FlushAsync(CancellationToken cancellationToken) => UseAsync(() => Task.FromResult(new FsResult<ulong>(FsError.None, AppliedSequence)));

    /// <summary>Lets the writer go on with another log: this one holds nothing of it that is not in the stores.</summary>
    public async Task<FsResult> ReleaseAsync()
    {
        var released = await UseAsync(() => CallAsync(
            async (connection, token) =>
            {
                await PostgresWriterRows.ReleaseAsync(connection, writer.Id, state, token);
                return new FsResult<bool>(FsError.None, true);
            },
            CancellationToken.None));
        return released.Error;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (await gate.CloseAsync())
        {
            await database.Locks.ReleaseAsync(writer.Id);
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        }
    }

    private async Task<FsResult<bool>> ApplyCheckedAsync(IReadOnlyList<MutationBatch> batches, ulong sequence, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (lost != FsError.None)
        {
            return lost;
        }

        if (!batches.All(MutationBatchCheck.IsWellFormed))
        {
            return FsError.Corrupt;
        }

        try
        {
            if (!await database.Locks.HoldAsync(writer.Id, cancellationToken))
            {
                return FsError.Unavailable;
            }

            await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
            if (inDoubt is not null && await FindOutAsync(connection, cancellationToken) is var found and not FsError.None)
            {
                return found;
            }

            return await CommitAsync(connection, [.. batches.Skip(CountAhead(batches))], sequence, cancellationToken);
        }
        catch (Exception exception) when (PostgresErrorMap.IsCallError(exception, cancellationToken))
        {
            database.Locks.Suspect();
            return PostgresErrorMap.ToError(exception);
        }
    }

    /// <summary>Commits one transaction. Until it is known to have failed or succeeded, its outcome is in doubt.</summary>
    private async Task<FsResult<bool>> CommitAsync(NpgsqlConnection connection, IReadOnlyList<MutationBatch> batches, ulong sequence, CancellationToken cancellationToken)
    {
        var next = state with { Commits = state.Commits + 1, Applied = sequence };
        await using var batch = new NpgsqlBatch(connection);
        PostgresBatchWriter.AddAdvance(batch, writer.Id, next);
        PostgresBatchWriter.Add(batch, PostgresRowChanges.Collect(batches));
        inDoubt = batches;
        try
        {
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (PostgresException refusal) when (refusal.SqlState == PostgresSchema.AdvanceRefused)
        {
            return await FindOutAsync(connection, cancellationToken) is var found and not FsError.None ? found : FsError.Unavailable;
        }

        ahead = [];
        Advance(next);
        return true;
    }

    /// <summary>How many of <paramref name="batches"/>, from the first on, are in the database, because the caller was told that they might not be.</summary>
    private int CountAhead(IReadOnlyList<MutationBatch> batches)
    {
        var count = 0;
        while (count < ahead.Count && count < batches.Count && ReferenceEquals(ahead[count], batches[count]))
        {
            count++;
        }

        return count;
    }

    /// <summary>Compares the writer's row with what was committed last and what was under way.</summary>
    private async Task<FsError> FindOutAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var present = await PostgresWriterRows.FenceAsync(connection, writer.Id, state.Epoch, cancellationToken);
        if (present is null || present.Log != state.Log)
        {
            // Another server took the share over; what it does there now must not be touched.
            return lost = FsError.Unavailable;
        }

        if (present.Commits != state.Commits && present.Commits != state.Commits + 1)
        {
            // Transactions that were committed are gone, by a restore or a failover: only a start can repeat them from the log.
            return lost = FsError.Corrupt;
        }

        if (present.Commits != state.Commits)
        {
            ahead = [.. ahead, .. inDoubt ?? []];
        }

        Advance(present);
        return FsError.None;
    }

    private void Advance(PostgresWriterState next)
    {
        state = next;
        AppliedSequence = next.Applied;
        inDoubt = null;
    }
}
