using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Blocks.S3;

/// <summary>
/// The vendor's client with our rules: it does not repeat requests itself (<see cref="Decorators.RetryingBlockStore"/> does), no request waits for long
/// when nothing moves (<see cref="S3Attempt"/>) or when the service is known to be away (<see cref="S3Availability"/>), and what follows a request never runs on the socket engine's thread that its answer came in on.
/// </summary>
internal sealed class S3Client : IDisposable
{
    // A body goes to its socket in pieces of this length. The vendor's 8 KiB are two thousand calls of the system for a block.
    private const int BodyBufferBytes = 128 << 10;

    private readonly AmazonS3Client client;
    private readonly S3HttpClients connections;
    private readonly TimeSpan requestTimeout;
    private readonly TimeProvider clock;

    /// <summary>A client that has not connected yet.</summary>
    /// <exception cref="StorageStartException">There is an access key without its secret.</exception>
    public S3Client(S3BlockStoreOptions options, TimeProvider clock)
    {
        if (options.AccessKey is not null && string.IsNullOrEmpty(options.SecretKey))
        {
            throw new StorageStartException($"The secret of the access key '{options.AccessKey}' for {options} is missing or can't be read. Set it again.");
        }

        (requestTimeout, this.clock, connections) = (options.RequestTimeout, clock, new S3HttpClients(options.ConnectionsMax, options.ConnectTimeout, options.AllowLinkLocal));
        Availability = new S3Availability(clock);
        var config = MakeConfig(options, connections);
        client = options.AccessKey is null ? new AmazonS3Client(config) : new AmazonS3Client(new BasicAWSCredentials(options.AccessKey, options.SecretKey), config);
    }

    /// <summary>Whether the service answers.</summary>
    public S3Availability Availability { get; }

    /// <summary>Runs one request, and what is done with its answer.</summary>
    /// <returns>What <paramref name="request"/> returned, or how it failed.</returns>
    public Task<FsResult<T>> RunAsync<T>(Func<AmazonS3Client, CancellationToken, Task<FsResult<T>>> request, CancellationToken cancellationToken) =>
        RunAsync((s3, attempt) => request(s3, attempt.Token), cancellationToken);

    /// <summary>Runs one request that tells when bytes have moved, and what is done with its answer.</summary>
    /// <returns>What <paramref name="request"/> returned, or how it failed.</returns>
    public async Task<FsResult<T>> RunAsync<T>(Func<AmazonS3Client, S3Attempt, Task<FsResult<T>>> request, CancellationToken cancellationToken)
    {
        if (!Availability.TryEnter())
        {
            return FsError.Unavailable;
        }

        using var attempt = new S3Attempt(requestTimeout, clock, cancellationToken);
        FsResult<T> result;
        try
        {
            result = await request(client, attempt);
            Availability.Answered();
        }
        catch (Exception exception) when (S3ErrorMap.IsRequestError(exception, cancellationToken))
        {
            result = S3ErrorMap.ToError(exception);
            NoteFailure(exception);
        }

        // The body came in on the socket engine's thread.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        return result;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        client.Dispose();
        connections.Dispose();
    }

    private void NoteFailure(Exception exception)
    {
        if (S3ErrorMap.IsAnswer(exception))
        {
            Availability.Answered();
        }
        else
        {
            Availability.Lost();
        }
    }

    private static AmazonS3Config MakeConfig(S3BlockStoreOptions options, S3HttpClients connections)
    {
        var config = new AmazonS3Config
        {
            ForcePathStyle = options.PathStyle,
            MaxErrorRetry = 0,
            HttpClientFactory = connections,
            AuthenticationRegion = options.Region,
            BufferSize = BodyBufferBytes,

            // Services that are not AWS itself were seen to store bodies with trailing checksums wrongly.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (options.Endpoint is { } endpoint)
        {
            config.ServiceURL = endpoint.AbsoluteUri;
        }
        else
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(options.Region);
        }

        return config;
    }
}
