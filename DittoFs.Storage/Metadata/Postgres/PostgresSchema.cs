using DittoFs.Storage.Primitives;
using Npgsql;

namespace DittoFs.Storage.Metadata.Postgres;

/// <summary>
/// The tables, in a schema of their own so that the database may hold other things too, and how they came to be: migrations, in order, each once.
/// </summary>
/// <remarks>
/// <c>advance</c> is the first statement of every transaction: it raises <see cref="AdvanceRefused"/> unless the writer still owns its rows and the
/// transaction is the next one, and locks the writer's row. Whoever wants to know how a transaction ended raises <c>fence</c>: so a transaction that was given
/// up for lost and one that repeats it can't both commit.
/// A server that does not wait for its own log is made to, for this transaction: what was committed must not come undone.
/// </remarks>
internal static class PostgresSchema
{
    /// <summary>The version that this build reads and writes.</summary>
    public static int CurrentVersion => Migrations.Length;

    /// <summary>The tables that hold a share's rows, by the column <c>share</c>.</summary>
    public static readonly string[] Tables = ["superblocks", "nodes", "names", "entries", "extents", "dropped_contents", "orphans", "usage"];

    /// <summary>The name of the schema.</summary>
    public const string Name = "dittofs_metadata";

    /// <summary>The state that <c>advance</c> fails with.</summary>
    public const string AdvanceRefused = "DF001";

    private const long MigrationLock = 0x444954544F46_5301;

    private static readonly string[] Migrations =
    [
        """
        CREATE TABLE dittofs_metadata.writers (
            writer uuid PRIMARY KEY,
            log uuid NOT NULL,
            log_start bigint NOT NULL,
            epoch bigint NOT NULL,
            fence bigint NOT NULL,
            commits bigint NOT NULL,
            applied bigint NOT NULL,
            released boolean NOT NULL
        ) WITH (fillfactor = 50);
        CREATE TABLE dittofs_metadata.superblocks (
            share uuid PRIMARY KEY,
            superblock bytea NOT NULL
        );
        CREATE TABLE dittofs_metadata.nodes (
            share uuid, node bigint,
            record bytea NOT NULL,
            PRIMARY KEY (share, node)
        ) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05);
        CREATE TABLE dittofs_metadata.names (
            share uuid, directory bigint, folded bytea, name bytea,
            node bigint NOT NULL, cookie bigint NOT NULL, kind smallint NOT NULL,
            PRIMARY KEY (share, directory, folded, name)
        ) WITH (autovacuum_vacuum_scale_factor = 0.05);
        CREATE TABLE dittofs_metadata.entries (
            share uuid, directory bigint, cookie bigint,
            node bigint NOT NULL, kind smallint NOT NULL, name bytea NOT NULL,
            PRIMARY KEY (share, directory, cookie)
        ) WITH (autovacuum_vacuum_scale_factor = 0.05);
        CREATE TABLE dittofs_metadata.extents (
            share uuid, content bigint, start bigint,
            length bigint NOT NULL, block uuid NOT NULL, block_offset bigint NOT NULL,
            PRIMARY KEY (share, content, start)
        ) WITH (autovacuum_vacuum_scale_factor = 0.05);
        CREATE TABLE dittofs_metadata.dropped_contents (
            share uuid, content bigint,
            PRIMARY KEY (share, content)
        ) WITH (autovacuum_vacuum_scale_factor = 0.05);
        CREATE TABLE dittofs_metadata.orphans (
            share uuid, node bigint,
            PRIMARY KEY (share, node)
        ) WITH (autovacuum_vacuum_scale_factor = 0.05);
        CREATE TABLE dittofs_metadata.usage (
            share uuid, uid bigint,
            bytes bigint NOT NULL, nodes bigint NOT NULL,
            PRIMARY KEY (share, uid)
        ) WITH (fillfactor = 50);
        CREATE FUNCTION dittofs_metadata.advance(for_writer uuid, for_epoch bigint, for_fence bigint, next_commits bigint, next_applied bigint) RETURNS void LANGUAGE plpgsql AS $$
        BEGIN
            IF current_setting('synchronous_commit') = 'off' THEN
                PERFORM set_config('synchronous_commit', 'on', true);
            END IF;
            UPDATE dittofs_metadata.writers SET commits = next_commits, applied = next_applied
                WHERE writer = for_writer AND epoch = for_epoch AND fence = for_fence AND commits = next_commits - 1;
            IF NOT FOUND THEN
                RAISE EXCEPTION 'writer % is not in epoch % before commit %', for_writer, for_epoch, next_commits USING ERRCODE = 'DF001';
            END IF;
        END $$;
        """,
    ];

    /// <summary>Brings the schema up to date, making it when it is not there. Servers that come at once do it one after the other.</summary>
    /// <exception cref="StorageStartException">The schema is of a later version or not ours; nothing was changed.</exception>
    public static async Task MigrateAsync(NpgsqlConnection connection, string place, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(connection, $"SELECT pg_advisory_xact_lock({MigrationLock})", cancellationToken);
        var version = await ReadVersionAsync(connection, place, cancellationToken);
        if (version == 0)
        {
            await ExecuteAsync(connection, "CREATE SCHEMA dittofs_metadata; CREATE TABLE dittofs_metadata.migrations (version integer PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())", cancellationToken);
        }

        for (; version < CurrentVersion; version++)
        {
            await ExecuteAsync(connection, Migrations[version], cancellationToken);
            await ExecuteAsync(connection, $"INSERT INTO dittofs_metadata.migrations (version) VALUES ({version + 1})", cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Reads the version; 0 when the schema is not there.</summary>
    /// <exception cref="StorageStartException">The schema is of a later version or not ours.</exception>
    public static async Task<int> ReadVersionAsync(NpgsqlConnection connection, string place, CancellationToken cancellationToken)
    {
        if (await ReadAsync(connection, "SELECT 1 FROM pg_namespace WHERE nspname = 'dittofs_metadata'", cancellationToken) is not int)
        {
            return 0;
        }

        var known = await ReadAsync(connection, "SELECT 1 FROM pg_tables WHERE schemaname = 'dittofs_metadata' AND tablename = 'migrations'", cancellationToken) is int;
        var version = known ? await ReadAsync(connection, "SELECT max(version) FROM dittofs_metadata.migrations", cancellationToken) as int? : null;
        return version is not > 0
            ? throw new StorageStartException($"The schema {Name} in the database {place} is not DittoFs': it has no version. Nothing was changed.")
            : version <= CurrentVersion
            ? version.Value
            : throw new StorageStartException(
                $"The schema {Name} in the database {place} has version {version}, this build reads {CurrentVersion}. Start the build that wrote it. Nothing was changed.");
    }

    /// <summary>Whether the connection's user may make the schema.</summary>
    public static async Task<bool> MayCreateAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        await ReadAsync(connection, "SELECT has_database_privilege(current_database(), 'CREATE')", cancellationToken) is true;

    private static async Task<object?> ReadAsync(NpgsqlConnection connection, string text, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(text, connection);
        return await command.ExecuteScalarAsync(cancellationToken);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string text, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(text, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
