using System.Buffers.Binary;
using System.Data;
using Npgsql;

namespace DittoFs.Storage.Metadata.Postgres;

/// <summary>
/// One connection that holds an advisory lock for every writer of this process, so that a copy of a data directory that is started elsewhere is refused
/// while this one runs. The locks end with the connection; they are taken again with a new one.
/// </summary>
internal sealed class PostgresLockSession(NpgsqlConnectionStringBuilder options) : IAsyncDisposable
{
    /// <summary>
    /// How long a lock is waited for: the session of a server that was killed may live for a moment longer.
    /// </summary>
    private const string Settings = "SET lock_timeout = '3s'";

    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly HashSet<Guid> held = [];
    private NpgsqlConnection? connection;
    private bool isSuspect;

    /// <summary>Makes the next <see cref="HoldAsync"/> try the connection first, since another one was lost.</summary>
    public void Suspect() => Volatile.Write(ref isSuspect, true);

    /// <summary>Takes the lock of <paramref name="writer"/>, or sees that it is held still; false when another process has it.</summary>
    /// <exception cref="NpgsqlException">The database is away.</exception>
    public async Task<bool> HoldAsync(Guid writer, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            var present = await ConnectAsync(cancellationToken);
            if (!held.Contains(writer))
            {
                await RunAsync(present, "SELECT pg_advisory_lock($1)", KeyOf(writer), cancellationToken);
                held.Add(writer);
            }

            return true;
        }
        catch (PostgresException refusal) when (refusal.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            return false;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Gives the lock of <paramref name="writer"/> back; one that was lost with its connection is free already.</summary>
    public async Task ReleaseAsync(Guid writer)
    {
        await gate.WaitAsync();
        try
        {
            if (held.Remove(writer) && connection is { State: ConnectionState.Open } present)
            {
                await RunAsync(present, "SELECT pg_advisory_unlock($1)", KeyOf(writer), CancellationToken.None);
            }
        }
        catch (Exception exception) when (PostgresErrorMap.IsCallError(exception, CancellationToken.None))
        {
            await DisconnectAsync();
        }
        finally
        {
            gate.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await DisconnectAsync();
        gate.Dispose();
    }

    /// <summary>The number that stands for a writer among the database's advisory locks.</summary>
    public static long KeyOf(Guid writer)
    {
        Span<byte> bytes = stackalloc byte[16];
        writer.TryWriteBytes(bytes);
        return BinaryPrimitives.ReadInt64LittleEndian(bytes) ^ BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]);
    }

    private async Task<NpgsqlConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        if (connection is { State: ConnectionState.Open } present && (!Volatile.Read(ref isSuspect) || await IsAliveAsync(present, cancellationToken)))
        {
            Volatile.Write(ref isSuspect, false);
            return present;
        }

        await DisconnectAsync();
        var made = new NpgsqlConnection(options.ConnectionString);
        try
        {
            await made.OpenAsync(cancellationToken);
            await using var command = new NpgsqlCommand(Settings, made);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        catch
        {
            await made.DisposeAsync();
            throw;
        }

        Volatile.Write(ref isSuspect, false);
        return connection = made;
    }

    private async Task DisconnectAsync()
    {
        held.Clear();
        if (connection is { } lost)
        {
            connection = null;
            await lost.DisposeAsync();
        }
    }

    private static async Task<bool> IsAliveAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            await using var command = new NpgsqlCommand("SELECT 1", connection);
            return await command.ExecuteScalarAsync(cancellationToken) is int;
        }
        catch (Exception exception) when (PostgresErrorMap.IsCallError(exception, cancellationToken))
        {
            return false;
        }
    }

    private static async Task RunAsync(NpgsqlConnection connection, string text, long key, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(text, connection) { Parameters = { new NpgsqlParameter<long> { TypedValue = key } } };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
