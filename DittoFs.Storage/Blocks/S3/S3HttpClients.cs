using Amazon.Runtime;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Blocks.S3;

/// <summary>The connections of one store, for the vendor's client. Owned by the store: the vendor's cache would share them with others, by rules of its own.</summary>
internal sealed class S3HttpClients : HttpClientFactory, IDisposable
{
    // A service that moves is followed after this time.
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    private readonly HttpClient client;

    /// <summary>Connects to nothing yet.</summary>
    public S3HttpClients(int connectionsMax, TimeSpan connectTimeout, bool allowLinkLocal = false)
    {
        var sockets = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            ConnectTimeout = connectTimeout,
            MaxConnectionsPerServer = connectionsMax,
            PooledConnectionLifetime = ConnectionLifetime,
            ConnectCallback = allowLinkLocal ? null : static (context, cancellationToken) => EndpointRules.ConnectAsync(context.DnsEndPoint, cancellationToken),
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
