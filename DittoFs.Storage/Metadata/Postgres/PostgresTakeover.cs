using DittoFs.Storage.Primitives;
using Npgsql;

namespace DittoFs.Storage.Metadata.Postgres;

/// <summary>Lets another log go on with a share whose own is lost.</summary>
internal static class PostgresTakeover
{
    /// <summary>
    /// Releases a share that no server has open, and has nothing committed any more that an earlier one sent.
    /// </summary>
    /// <returns>Success, <see cref="FsError.NotFound"/> for a share that the database has never seen, <see cref="FsError.Exists"/> for one that a server has open.</returns>
    /// <exception cref="StorageStartException">The database can't be reached or used.</exception>
    public static async Task<FsResult> RunAsync(string connectionString, Guid share, CancellationToken cancellationToken)
    {
        await using var database = await PostgresDatabase.OpenAsync(connectionString, cancellationToken);
        try
        {
            if (!await database.Locks.HoldAsync(share, cancellationToken))
            {
                return FsError.Exists;
            }

            await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
            await using var command = new NpgsqlCommand("UPDATE dittofs_metadata.writers SET released = true, epoch = epoch + 1 WHERE writer = $1", connection)
            {
                Parameters = { new NpgsqlParameter<Guid> { TypedValue = share } },
            };
            return await command.ExecuteNonQueryAsync(cancellationToken) == 0 ? FsError.NotFound : FsResult.Success;
        }
        catch (Exception exception) when (PostgresErrorMap.IsCallError(exception, cancellationToken))
        {
            throw PostgresErrorMap.ToStartFailure(exception, database.Place);
        }
        finally
        {
            await database.Locks.ReleaseAsync(share);
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        }
    }
}
