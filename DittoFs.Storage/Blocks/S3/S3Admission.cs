using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Blocks.S3;

/// <summary>
/// Lets no request for a block out before the store's marker was seen to be the share's: a store that is away when its share starts is checked when it is back.
/// </summary>
internal sealed class S3Admission(S3StoreMarker marker, StoreIdentity identity) : IDisposable
{
    private readonly SemaphoreSlim one = new(1);
    private volatile bool admitted;

    /// <summary>Why the store is not the share's, as of the last check; null for none that is known.</summary>
    public string? Refusal { get; private set; }

    /// <summary>Checks the marker unless it was found right before.</summary>
    /// <returns>Success, or <see cref="FsError.Unavailable"/> for a store that is away or not the share's.</returns>
    public ValueTask<FsResult> EnsureAsync(CancellationToken cancellationToken) => admitted ? new(FsResult.Success) : CheckAsync(cancellationToken);

    /// <summary>The same at a share's start.</summary>
    /// <exception cref="StorageStartException">The store is not the share's, damaged, or refuses what the share needs.</exception>
    public async Task<FsResult> AdmitAsync(CancellationToken cancellationToken)
    {
        var found = await marker.CheckOrCreateAsync(identity, cancellationToken);
        admitted = found.IsSuccess;
        return found;
    }

    /// <inheritdoc/>
    public void Dispose() => one.Dispose();

    private async ValueTask<FsResult> CheckAsync(CancellationToken cancellationToken)
    {
        await one.WaitAsync(cancellationToken);
        try
        {
            if (admitted)
            {
                return FsResult.Success;
            }

            var result = await AdmitAsync(cancellationToken);
            Refusal = null;
            return result;
        }
        catch (StorageStartException exception)
        {
            // Somebody may put it right while the share runs: it is looked at again.
            Refusal = exception.Message;
            return FsError.Unavailable;
        }
        finally
        {
            one.Release();
        }
    }
}
