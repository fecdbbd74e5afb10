using DittoFs.Storage.Primitives;
using Npgsql;

namespace DittoFs.Storage.Metadata.Postgres;

/// <summary>Measures a database by what needs no table: queries, commits of a message in its log, and a few megabytes that go there and come back.</summary>
internal static class PostgresSpeed
{
    private const int Turns = 9;
    private const int Bytes = 4 << 20;

    /// <summary>Measures.</summary>
    /// <exception cref="StorageStartException">The database can't be reached or used.</exception>
    public static async Task<StoreSpeed> MeasureAsync(string connectionString, TimeProvider clock, CancellationToken cancellationToken)
    {
        var options = PostgresPlace.Parse(connectionString);
        try
        {
            await using var connection = new NpgsqlConnection(PostgresPlace.ForLocks(options).ConnectionString);
            await connection.OpenAsync(cancellationToken);

            // A transactional message makes the commit wait for the disk, as a change of rows does, and changes no row.
            await using var commit = new NpgsqlCommand("SELECT pg_logical_emit_message(true, 'dittofs', 'trial')", connection);
            await using var query = new NpgsqlCommand("SELECT 1", connection);
            await using var up = new NpgsqlCommand("SELECT length($1)", connection) { Parameters = { new NpgsqlParameter { Value = new byte[Bytes] } } };
            await using var down = new NpgsqlCommand($"SELECT convert_to(repeat('x', {Bytes}), 'UTF8')", connection);
            await TimeAsync(query);
            List<TimeSpan> commits = [];
            List<TimeSpan> queries = [];
            for (var turn = 0; turn < Turns; turn++)
            {
                commits.Add(await TimeAsync(commit));
                queries.Add(await TimeAsync(query));
            }

            return StoreSpeed.Of(commits, queries, await TimeAsync(up), await TimeAsync(down), Bytes);
        }
        catch (Exception exception) when (PostgresErrorMap.IsCallError(exception, cancellationToken))
        {
            throw PostgresErrorMap.ToStartFailure(exception, PostgresPlace.Describe(options));
        }

        async Task<TimeSpan> TimeAsync(NpgsqlCommand command)
        {
            var start = clock.GetTimestamp();
            await command.ExecuteScalarAsync(cancellationToken);
            return clock.GetElapsedTime(start);
        }
    }
}
