using DittoFs.Storage.Primitives;
using Npgsql;

namespace DittoFs.Storage.Metadata.Postgres;

/// <summary>A database that holds the rows of any number of shares: pooled connections, and the session that holds the locks of those that are open here.</summary>
internal sealed class PostgresDatabase : IAsyncDisposable
{
    /// <summary>
    /// Every statement finds its rows by key. Statistics of a table that has just grown would have it read the whole table, so plans that do are put last.
    /// </summary>
    private const string PlanSettings = "SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off; SET jit = off";

    private PostgresDatabase(string place, NpgsqlDataSource source, PostgresLockSession locks) => (Place, Source, Locks) = (place, source, locks);

    /// <summary>Host, port and name, for messages.</summary>
    public string Place { get; }

    /// <summary>Makes connections.</summary>
    public NpgsqlDataSource Source { get; }

    /// <summary>The locks of the writers of this process.</summary>
    public PostgresLockSession Locks { get; }

    /// <summary>Connects, and brings the schema up to date.</summary>
    /// <exception cref="StorageStartException">The database can't be reached or used, or its schema is of a later version.</exception>
    public static async Task<PostgresDatabase> OpenAsync(string connectionString, CancellationToken cancellationToken)
    {
        var options = PostgresPlace.Parse(connectionString);
        var place = PostgresPlace.Describe(options);
        var builder = new NpgsqlDataSourceBuilder(PostgresPlace.ForWork(options).ConnectionString);
        builder.UsePhysicalConnectionInitializer(Initialize, InitializeAsync);
        var database = new PostgresDatabase(place, builder.Build(), new PostgresLockSession(PostgresPlace.ForLocks(options)));
        try
        {
            await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
            await PostgresSchema.MigrateAsync(connection, place, cancellationToken);
            return database;
        }
        catch (Exception exception)
        {
            await database.DisposeAsync();
            if (PostgresErrorMap.IsCallError(exception, cancellationToken))
            {
                throw PostgresErrorMap.ToStartFailure(exception, place);
            }

            throw;
        }
    }

    /// <summary>Looks whether the database can be used, and changes nothing.</summary>
    /// <returns>What was found.</returns>
    /// <exception cref="StorageStartException">It can't be reached or used, or its schema is of a later version.</exception>
    public static async Task<string> DescribeAsync(string connectionString, CancellationToken cancellationToken)
    {
        var options = PostgresPlace.Parse(connectionString);
        var place = PostgresPlace.Describe(options);
        try
        {
            await using var connection = new NpgsqlConnection(PostgresPlace.ForLocks(options).ConnectionString);
            await connection.OpenAsync(cancellationToken);
            var version = await PostgresSchema.ReadVersionAsync(connection, place, cancellationToken);
            if (version > 0)
            {
                return $"PostgreSQL {connection.ServerVersion} answers; the tables are there, in version {version} of {PostgresSchema.CurrentVersion}.";
            }

            return await PostgresSchema.MayCreateAsync(connection, cancellationToken)
                ? $"PostgreSQL {connection.ServerVersion} answers; the tables are made with the first share."
                : throw new StorageStartException($"PostgreSQL {connection.ServerVersion} answers, but this user may not create a schema in {place}: GRANT CREATE ON DATABASE.");
        }
        catch (Exception exception) when (PostgresErrorMap.IsCallError(exception, cancellationToken))
        {
            throw PostgresErrorMap.ToStartFailure(exception, place);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Locks.DisposeAsync();
        await Source.DisposeAsync();
    }

    private static void Initialize(NpgsqlConnection connection)
    {
        using var command = new NpgsqlCommand(PlanSettings, connection);
        command.ExecuteNonQuery();
    }

    private static async Task InitializeAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(PlanSettings, connection);
        await command.ExecuteNonQueryAsync();
    }
}
