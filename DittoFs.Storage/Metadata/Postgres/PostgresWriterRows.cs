using System.Globalization;
using DittoFs.Storage.Primitives;
using Npgsql;

namespace DittoFs.Storage.Metadata.Postgres;

/// <summary>Reads and changes the row that says how far a writer is.</summary>
internal static class PostgresWriterRows
{
    private const string Columns = "log, log_start, epoch, fence, commits, applied, released";

    /// <summary>Takes the writer for this opening, in one transaction.</summary>
    /// <exception cref="StorageStartException">Another log has it, or the row and the log do not fit each other; nothing was changed.</exception>
    public static async Task<PostgresWriterState> ClaimAsync(NpgsqlConnection connection, PostgresWriter writer, string place, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var known = await ReadAsync(
            connection,
            $"SELECT {Columns} FROM dittofs_metadata.writers WHERE writer = $1 FOR UPDATE",
            [new NpgsqlParameter<Guid> { TypedValue = writer.Id }],
            cancellationToken);
        var claimed = Decide(known, writer, place);
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO dittofs_metadata.writers (writer, log, log_start, epoch, fence, commits, applied, released) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            ON CONFLICT (writer) DO UPDATE SET log = excluded.log, log_start = excluded.log_start, epoch = excluded.epoch, fence = excluded.fence, commits = excluded.commits,
                applied = excluded.applied, released = excluded.released
            """,
            connection)
        {
            Parameters =
            {
                new NpgsqlParameter<Guid> { TypedValue = writer.Id },
                new NpgsqlParameter<Guid> { TypedValue = claimed.Log },
                new NpgsqlParameter<long> { TypedValue = PostgresNumbers.ToStored(claimed.LogStart) },
                new NpgsqlParameter<long> { TypedValue = claimed.Epoch },
                new NpgsqlParameter<long> { TypedValue = claimed.Fence },
                new NpgsqlParameter<long> { TypedValue = claimed.Commits },
                new NpgsqlParameter<long> { TypedValue = PostgresNumbers.ToStored(claimed.Applied) },
                new NpgsqlParameter<bool> { TypedValue = writer.OutlivesLog },
            },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return claimed;
    }

    /// <summary>
    /// Reads the writer's row, and has no transaction committed any more that was sent in this epoch before. Waits for one that is being committed. Null when the
    /// writer is in another epoch.
    /// </summary>
    public static Task<PostgresWriterState?> FenceAsync(NpgsqlConnection connection, Guid writer, long epoch, CancellationToken cancellationToken) => ReadAsync(
        connection,
        $"UPDATE dittofs_metadata.writers SET fence = fence + 1 WHERE writer = $1 AND epoch = $2 RETURNING {Columns}",
        [new NpgsqlParameter<Guid> { TypedValue = writer }, new NpgsqlParameter<long> { TypedValue = epoch }],
        cancellationToken);

    /// <summary>Lets another log go on, if the writer is still where <paramref name="state"/> says.</summary>
    public static async Task ReleaseAsync(NpgsqlConnection connection, Guid writer, PostgresWriterState state, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("UPDATE dittofs_metadata.writers SET released = true WHERE writer = $1 AND epoch = $2 AND commits = $3", connection)
        {
            Parameters =
            {
                new NpgsqlParameter<Guid> { TypedValue = writer },
                new NpgsqlParameter<long> { TypedValue = state.Epoch },
                new NpgsqlParameter<long> { TypedValue = state.Commits },
            },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static PostgresWriterState Decide(PostgresWriterState? known, PostgresWriter writer, string place)
    {
        if (known is null)
        {
            return writer.LogHasRecords
                ? throw new StorageStartException(
                    $"The log of this data directory holds changes of share {writer.Id}, but the database {place} has never seen it: it is another database, "
                    + "or it was emptied. Connect to the right one, or restore it from a backup. Nothing was changed.")
                : new PostgresWriterState(writer.Log, writer.LogSequence, 1, 0, 0, writer.LogSequence, false);
        }

        if (known.Log == writer.Log)
        {
            return known.Applied <= writer.LogSequence
                ? known with { Epoch = known.Epoch + 1 }
                : throw new StorageStartException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"The log of this data directory ends at record {writer.LogSequence}, but the database {place} has seen {known.Applied} of share {writer.Id}. "
                    + $"Records that were durable are gone; restore the data directory from a backup."));
        }

        return known.IsReleased
            ? known with { Log = writer.Log, LogStart = writer.LogSequence, Epoch = known.Epoch + 1, Applied = writer.LogSequence }
            : throw new StorageStartException(
                $"Share {writer.Id} in the database {place} belongs to another data directory (log {known.Log}), which may hold changes that are nowhere else. "
                + "Start the server with that directory, drain the share and stop it; then it can start here. To give up what that directory holds: "
                + $"UPDATE dittofs_metadata.writers SET released = true WHERE writer = '{writer.Id}'.");
    }

    private static async Task<PostgresWriterState?> ReadAsync(
        NpgsqlConnection connection, string text, NpgsqlParameter[] parameters, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(text, connection);
        command.Parameters.AddRange(parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new PostgresWriterState(
                reader.GetGuid(0),
                PostgresNumbers.FromStored(reader.GetInt64(1)),
                reader.GetInt64(2),
                reader.GetInt64(3),
                reader.GetInt64(4),
                PostgresNumbers.FromStored(reader.GetInt64(5)),
                reader.GetBoolean(6))
            : null;
    }
}
