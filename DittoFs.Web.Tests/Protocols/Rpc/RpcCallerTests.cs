using System.Net;
using System.Net.Sockets;
using DittoFs.Protocols.Rpc;
using DittoFs.Web.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace DittoFs.Web.Tests.Protocols.Rpc;

/// <summary>Calls to other machines, here to the server itself.</summary>
public sealed class RpcCallerTests : IAsyncLifetime
{
    private const uint Nsm = 100_024;

    private readonly NfsTestServer server = new(new ScriptedShareCatalog());
    private readonly RpcCaller caller = new(TimeProvider.System, NullLogger<RpcCaller>.Instance);
    private IPEndPoint endpoint = null!;

    public async Task InitializeAsync() => endpoint = await server.StartAsync();

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_OverBothTransports_GetsTheResult(bool isDatagram)
    {
        var result = await caller.CallAsync(new RpcTarget(endpoint, isDatagram, Nsm, 1), 1, new byte[] { 0, 0, 0, 1, (byte)'h', 0, 0, 0 }, default);
        Assert.Equal([0, 0, 0, 0, 0, 0, 0, 1], result!.Value.ToArray());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_OfAProcedureThatIsNot_IsNull(bool isDatagram) =>
        Assert.Null(await caller.CallAsync(new RpcTarget(endpoint, isDatagram, Nsm, 1), 5, default, default));

    [Fact]
    public async Task Call_OfNfsOverUdp_IsNotServed() =>
        Assert.Null(await caller.CallAsync(new RpcTarget(endpoint, IsDatagram: true, 100_003, 3), 0, default, default));

    [Fact]
    public async Task Call_NobodyListens_IsNull()
    {
        using var unused = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        unused.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Assert.Null(await caller.CallAsync(new RpcTarget(unused.LocalEndPoint!, IsDatagram: false, Nsm, 1), 0, default, default));
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("000000010000000100000000", false)]
    [InlineData("000000020000000100000000000000000000000000000000", false)]
    [InlineData("000000010000000000000000000000000000000000000000", false)]
    [InlineData("000000010000000100000001000000000000000000000000", false)]
    [InlineData("000000010000000100000000000000000000000000000005", false)]
    [InlineData("0000000100000001000000000000000000000000000000000000002A", true)]
    public void TryDecode_Answers_TakesResultsOfTheCallOnly(string answer, bool expected)
    {
        Assert.Equal(expected, RpcCaller.TryDecode(Convert.FromHexString(answer), 1, out var result));
        Assert.True(!expected || result.Span.SequenceEqual<byte>([0, 0, 0, 0x2A]));
    }
}
