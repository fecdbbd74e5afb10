using DittoFs.Storage.Primitives;
using Npgsql;

namespace DittoFs.Storage.Metadata.Postgres;

/// <content>How the store uses its database.</content>
internal sealed partial class PostgresMetadataStore
{
    /// <summary>A connection that was lost while nobody used it is noticed only by its next call, which therefore is made once more.</summary>
    private const int AttemptsMax = 2;

    /// <summary>Runs <paramref name="work"/> while the store can't be closed.</summary>
    private async ValueTask<FsResult<T>> UseAsync<T>(Func<Task<FsResult<T>>> work)
    {
        if (!gate.TryEnter())
        {
            return FsError.Unavailable;
        }

        try
        {
            return await work();
        }
        finally
        {
            gate.Exit();

            // The answer came in on the socket engine's thread; an await of something that is done already is the only one that always changes the thread.
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        }
    }

    /// <summary>Makes a call that may be made twice, and translates what it throws.</summary>
    private async Task<FsResult<T>> CallAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<FsResult<T>>> call, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
                return await call(connection, cancellationToken);
            }
            catch (Exception exception) when (PostgresErrorMap.IsCallError(exception, cancellationToken))
            {
                var error = PostgresErrorMap.ToError(exception);
                if (attempt == AttemptsMax || error != FsError.Unavailable)
                {
                    return error;
                }
            }
        }
    }

    /// <summary>Reads one row: what <paramref name="read"/> makes of it, or the default when it is absent.</summary>
    private ValueTask<FsResult<T?>> ReadRowAsync<T>(
        string text, NpgsqlParameter[] parameters, Func<NpgsqlDataReader, FsResult<T?>> read, CancellationToken cancellationToken) => UseAsync(() => CallAsync(
        async (connection, token) =>
        {
            await using var command = MakeCommand(connection, text, parameters);
            await using var reader = await command.ExecuteReaderAsync(token);
            return await reader.ReadAsync(token) ? read(reader) : default;
        },
        cancellationToken));

    /// <summary>Reads rows; the first that <paramref name="read"/> does not take is the answer's error.</summary>
    private ValueTask<FsResult<IReadOnlyList<T>>> ReadRowsAsync<T>(
        string text, NpgsqlParameter[] parameters, Func<NpgsqlDataReader, FsResult<T>> read, CancellationToken cancellationToken) => UseAsync(() => CallAsync(
        async (connection, token) =>
        {
            await using var command = MakeCommand(connection, text, parameters);
            await using var reader = await command.ExecuteReaderAsync(token);
            List<T> rows = [];
            while (await reader.ReadAsync(token))
            {
                var row = read(reader);
                if (!row.IsSuccess)
                {
                    return row.Error;
                }

                rows.Add(row.Value);
            }

            return new FsResult<IReadOnlyList<T>>(FsError.None, rows);
        },
        cancellationToken));

    /// <summary>
    /// Hands every row of a statement about a share to <paramref name="read"/>, however many there are; false from it is <see cref="FsError.Corrupt"/>. Not made a
    /// second time: the caller begins anew.
    /// </summary>
    private ValueTask<FsResult<bool>> ReadAllAsync<T>(
        string text, ShareId share, T target, Func<NpgsqlDataReader, T, bool> read, CancellationToken cancellationToken) => UseAsync(async () =>
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
            await using var command = MakeCommand(connection, text, [Value(share.Value)]);
            command.CommandTimeout = 0;
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                if (!read(reader, target))
                {
                    return new FsResult<bool>(FsError.Corrupt, false);
                }
            }

            return new FsResult<bool>(FsError.None, true);
        }
        catch (Exception exception) when (PostgresErrorMap.IsCallError(exception, cancellationToken))
        {
            return PostgresErrorMap.ToError(exception);
        }
    });

    private static NpgsqlCommand MakeCommand(NpgsqlConnection connection, string text, NpgsqlParameter[] parameters)
    {
        var command = new NpgsqlCommand(text, connection);
        foreach (var parameter in parameters)
        {
            // A parameter belongs to one command, and an attempt may be the second.
            command.Parameters.Add(parameter.Clone());
        }

        return command;
    }
}
