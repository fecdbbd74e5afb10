using DittoFs.Storage.Metadata.Postgres;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Shares;

/// <summary>Tries out a database for metadata before a share is put there.</summary>
internal static class MetadataStoreProbe
{
    /// <summary>Looks whether the database can be used, and measures how fast it answers and commits. No row stays there.</summary>
    public static async Task<StoreTrial> MeasureAsync(PostgresLocation location, TimeProvider clock, CancellationToken cancellationToken)
    {
        var health = await CheckAsync(location, cancellationToken);
        if (!health.Healthy)
        {
            return new StoreTrial(health, null);
        }

        try
        {
            return new StoreTrial(health, await PostgresSpeed.MeasureAsync(location.ConnectionString, clock, cancellationToken));
        }
        catch (StorageStartException exception)
        {
            return new StoreTrial(new StoreHealth(health.Name, false, exception.Message), null);
        }
        finally
        {
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        }
    }

    /// <summary>Connects, and looks at the schema or at the right to make it.</summary>
    public static async Task<StoreHealth> CheckAsync(PostgresLocation location, CancellationToken cancellationToken)
    {
        try
        {
            await location.EnsureAllowedAsync(cancellationToken);
            return new StoreHealth(location.ToString(), true, await PostgresDatabase.DescribeAsync(location.ConnectionString, cancellationToken));
        }
        catch (StorageStartException exception)
        {
            return new StoreHealth(location.ToString(), false, exception.Message);
        }
        finally
        {
            // The answer came in on the socket engine's thread.
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        }
    }
}
