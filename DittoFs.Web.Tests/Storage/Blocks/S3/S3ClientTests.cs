using System.Net;
using System.Net.Sockets;
using DittoFs.Storage.Blocks.S3;
using DittoFs.Storage.Primitives;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Storage.Blocks.S3;

public sealed class S3ClientTests
{
    private static readonly S3BlockStoreOptions Options = new() { Bucket = "b", AccessKey = "key", SecretKey = "the-secret", PathStyle = true };

    [Fact]
    public void Options_AsText_NeverShowTheSecret() => Assert.DoesNotContain("the-secret", Options.ToString(), StringComparison.Ordinal);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Client_WithAKeyWithoutSecret_IsRefused(string? secret) =>
        Assert.Throws<StorageStartException>(() => new S3Client(Options with { SecretKey = secret }, TimeProvider.System));

    [Fact]
    public async Task Request_ThatIsNeverAnswered_EndsAtItsLimit()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var endpoint = new Uri($"http://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}");

        var refused = await Assert.ThrowsAsync<StorageStartException>(
            () => OpenAsync(Options with { Endpoint = endpoint, RequestTimeout = TimeSpan.FromMilliseconds(200) }, CancellationToken.None));

        Assert.Contains(nameof(FsError.Unavailable), refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_ThatTheCallerGivesUp_IsCalledOff()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        var endpoint = new Uri($"http://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => OpenAsync(Options with { Endpoint = endpoint }, cancellation.Token));
    }

    private static Task<S3BlockStore> OpenAsync(S3BlockStoreOptions options, CancellationToken cancellationToken) =>
        S3BlockStore.OpenAsync(options, TestRecords.Share(1), default, TimeProvider.System, cancellationToken);
}
