using DittoFs.Storage.Metadata.Postgres;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Shares;

/// <summary>Tries out a database for metadata before a share is put there.</summary>
internal static class MetadataStoreProbe
{
    /// <summary>Looks whether the database can be used, and measures how fast it answers and commits. No row stays there.</summary>
    public static Task<StoreTrial> MeasureAsync(PostgresLocation location, TimeProvider clock, CancellationToken cancellationToken) =>
        TryAsync(location, async () => await PostgresSpeed.MeasureAsync(location.ConnectionString, clock, cancellationToken), cancellationToken);

    /// <summary>Connects, and looks at the schema or at the right to make it.</summary>
    public static async Task<StoreHealth> CheckAsync(PostgresLocation location, CancellationToken cancellationToken) =>
        (await TryAsync(location, static () => Task.FromResult<StoreSpeed?>(null), cancellationToken)).Health;

    private static async Task<StoreTrial> TryAsync(PostgresLocation location, Func<Task<StoreSpeed?>> measure, CancellationToken cancellationToken)
    {
        try
        {
            await location.EnsureAllowedAsync(cancellationToken);
            var found = await PostgresDatabase.DescribeAsync(location.ConnectionString, cancellationToken);
            return new StoreTrial(new StoreHealth(location.ToString(), true, found), await measure());
        }
        catch (StorageStartException exception)
        {
            return new StoreTrial(new StoreHealth(location.ToString(), false, exception.Message), null);
        }
        finally
        {
            // The answer came in on the socket engine's thread.
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        }
    }
}
