using Amazon.Runtime;

namespace DittoFs.Storage.Blocks.S3;

/// <summary>The connections of one store, for the vendor's client. Owned by the store: the vendor's cache would share them with others, by rules of its own.</summary>
internal sealed class S3HttpClients : HttpClientFactory, IDisposable
{
    // A service that moves is followed after this time.
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    private readonly HttpClient client;

    /// <summary>Connects to nothing yet.</summary>
    public S3HttpClients(int connectionsMax, TimeSpan connectTimeout)
    {
        var sockets = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            ConnectTimeout = connectTimeout,
            MaxConnectionsPerServer = connectionsMax,
            PooledConnectionLifetime = ConnectionLifetime,
        };
        client = new HttpClient(new ThreadChangingHandler(sockets)) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <inheritdoc/>
    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => client;

    /// <inheritdoc/>
    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    /// <inheritdoc/>
    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();
}
