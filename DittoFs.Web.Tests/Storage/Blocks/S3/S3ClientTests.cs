using System.Net;
using System.Net.Sockets;
using DittoFs.Storage.Blocks.S3;
using DittoFs.Storage.Primitives;

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
    public async Task Open_OfAServiceThatNeverAnswers_GoesOnWithout_AndEveryRequestEndsAtItsLimit()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var endpoint = new Uri($"http://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}");
        var limit = TimeSpan.FromMilliseconds(200);

        await using var store = await OpenAsync(Options with { Endpoint = endpoint, RequestTimeout = limit, OpenTimeout = limit, ConnectTimeout = limit }, CancellationToken.None);

        await AssertAwayAsync(store);
    }

    [Fact]
    public async Task Open_OfAServiceThatIsNotThere_GoesOnWithout()
    {
        using var nobody = new TcpListener(IPAddress.Loopback, 0);
        nobody.Start();
        var endpoint = new Uri($"http://127.0.0.1:{((IPEndPoint)nobody.LocalEndpoint).Port}");
        nobody.Stop();

        await using var store = await OpenAsync(Options with { Endpoint = endpoint }, CancellationToken.None);

        await AssertAwayAsync(store);
    }

    private static async Task AssertAwayAsync(S3BlockStore store)
    {
        for (var i = 0; i < 4; i++)
        {
            Assert.Equal(FsError.Unavailable, (await store.PutAsync(TestRecords.Block(1), [new byte[1]], CancellationToken.None)).Error);
            Assert.Equal(FsError.Unavailable, (await store.ReadAsync(TestRecords.Block(1), 0, new byte[1], CancellationToken.None)).Error);
        }

        Assert.Equal(FsError.Unavailable, (await store.CheckAsync(CancellationToken.None)).Error);
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
