using DittoFs.Storage.Metadata.Postgres;

namespace DittoFs.Storage.Shares;

/// <summary>The PostgreSQL databases that are in use, one set of connections for all shares in each. One caller at a time.</summary>
/// <remarks>What follows a call never runs on the thread of the socket that brought the database's answer.</remarks>
internal sealed class PostgresDatabases
{
    private readonly Dictionary<PostgresLocation, (PostgresDatabase Database, int Users)> open = [];

    /// <summary>Opens the database, or the one that is open; each use ends with <see cref="ReturnAsync"/>.</summary>
    /// <exception cref="Primitives.StorageStartException">It can't be reached or used.</exception>
    public async Task<PostgresDatabase> RentAsync(PostgresLocation location, CancellationToken cancellationToken)
    {
        try
        {
            await location.EnsureAllowedAsync(cancellationToken);
            var (database, users) = open.TryGetValue(location, out var present)
                ? present
                : (await PostgresDatabase.OpenAsync(location.ConnectionString, cancellationToken), 0);
            open[location] = (database, users + 1);
            return database;
        }
        finally
        {
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        }
    }

    /// <summary>Ends a use; the last one closes the connections.</summary>
    public async Task ReturnAsync(PostgresLocation location)
    {
        var (database, users) = open[location];
        if (users > 1)
        {
            open[location] = (database, users - 1);
            return;
        }

        open.Remove(location);
        await database.DisposeAsync();
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
    }
}
