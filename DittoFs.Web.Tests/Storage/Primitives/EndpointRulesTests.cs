using System.Net;
using System.Net.Sockets;
using DittoFs.Storage.Primitives;

namespace DittoFs.Web.Tests.Storage.Primitives;

public sealed class EndpointRulesTests
{
    [Theory]
    [InlineData("169.254.169.254")]
    [InlineData("2852039166")]
    [InlineData("0xa9fea9fe")]
    [InlineData("169.254.0.1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("64:ff9b::a9fe:a9fe")]
    [InlineData("[fe80::1]")]
    [InlineData("fe80::1%1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("100.100.100.200")]
    [InlineData("168.63.129.16")]
    [InlineData("metadata.google.internal")]
    [InlineData("Metadata.Google.Internal.")]
    public void Host_WhereNoStoreIs_IsForbidden(string host) => Assert.True(EndpointRules.IsForbidden(host));

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("10.0.0.1")]
    [InlineData("192.168.169.254")]
    [InlineData("fd00::1")]
    [InlineData("100.100.100.201")]
    [InlineData("s3.example.org")]
    [InlineData("metadata.example.org")]
    public void Host_OfAStore_IsNot(string host) => Assert.False(EndpointRules.IsForbidden(host));

    [Fact]
    public async Task Connect_ChecksWhatTheNameStandsFor()
    {
        await Assert.ThrowsAsync<StorageStartException>(async () => await EndpointRules.ConnectAsync(new DnsEndPoint("169.254.169.254", 80), CancellationToken.None));

        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var stream = await EndpointRules.ConnectAsync(new DnsEndPoint("localhost", ((IPEndPoint)listener.LocalEndpoint).Port), CancellationToken.None);
        Assert.True(stream.CanWrite);
    }
}
