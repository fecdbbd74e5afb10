using DittoFs.Storage.Blocks.S3;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Shares;

/// <summary>Tries out a place for blocks before a share is put there.</summary>
internal static class BlockStoreProbe
{
    /// <summary>Writes a small object of its own, reads it back and removes it.</summary>
    /// <returns>What the first step that failed answered; its name is in the detail.</returns>
    public static async Task<StoreHealth> CheckAsync(S3Location location, TimeProvider clock, CancellationToken cancellationToken)
    {
        var name = location.ToString();
        try
        {
            if (location is { Endpoint: { } endpoint, AllowLinkLocal: false })
            {
                await EndpointRules.EnsureAllowedAsync(endpoint.IdnHost, cancellationToken);
            }

            using var client = new S3Client(BlockStoreOpener.ToOptions(location), clock);
            var (step, error) = await new S3RoundTrip(client, location.Bucket, $"{location.Prefix}dittofs-check-{Guid.NewGuid():N}").RunAsync(cancellationToken);
            return error == FsError.None
                ? new StoreHealth(name, true, "An object was written, read and removed.")
                : new StoreHealth(name, false, $"An object could not be {step}: {error}. Check the address, the bucket and what the credentials may do.");
        }
        catch (StorageStartException exception)
        {
            return new StoreHealth(name, false, exception.Message);
        }
    }
}
