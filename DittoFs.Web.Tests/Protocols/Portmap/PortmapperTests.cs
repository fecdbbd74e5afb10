using System.Net;
using System.Net.Sockets;
using DittoFs.Protocols.Portmap;
using DittoFs.Protocols.Rpc;
using DittoFs.Web.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace DittoFs.Web.Tests.Protocols.Portmap;

/// <summary>The portmapper over real sockets, and what it does when it can't have its port.</summary>
public sealed class PortmapperTests : IAsyncLifetime
{
    private const uint Program = 100_000;
    private const uint Nfs = 100_003;

    private readonly ScriptedRpcCaller rpcbind = new();
    private readonly NfsTestServer server;
    private readonly Portmapper portmapper;

    public PortmapperTests()
    {
        server = new NfsTestServer(new ScriptedShareCatalog(), replace: services => services.AddSingleton<IRpcCaller>(rpcbind));
        portmapper = server.Get<Portmapper>();
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await portmapper.StopAsync();
        await server.DisposeAsync();
    }

    [Theory]
    [InlineData(Nfs, 3u, 6u, 2049u)]
    [InlineData(Nfs, 2u, 6u, 2049u)]
    [InlineData(Nfs, 3u, 17u, 0u)]
    [InlineData(Nfs, 3u, 1u, 0u)]
    [InlineData(100_021u, 4u, 17u, 2050u)]
    [InlineData(100_005u, 3u, 6u, 0u)]
    public async Task GetPort_OfAProgram_TellsItsPortOverTheTransportThatIsAskedFor(uint program, uint version, uint protocol, uint expected)
    {
        await StartAsync();
        await using var client = await ConnectAsync();
        var reply = await client.CallAsync(Program, 2, 3, Numbers(program, version, protocol, 0));
        Assert.Equal(expected, new NfsReplyReader(reply.Body).UInt32());
    }

    [Fact]
    public async Task GetPort_OverUdp_IsAnswered()
    {
        await StartAsync();
        var answer = await ExchangeAsync(2, 3, Numbers(Nfs, 3, 6, 0));
        Assert.Equal(28, answer.Length);
        Assert.Equal(2049u, new NfsReplyReader(answer[24..]).UInt32());
    }

    [Theory]
    [InlineData(2u)]
    [InlineData(3u)]
    [InlineData(4u)]
    public async Task Dump_OverUdp_IsNotServed(uint version)
    {
        await StartAsync();
        var answer = await ExchangeAsync(version, 4, []);
        Assert.Equal(24, answer.Length);
        Assert.Equal((uint)RpcAcceptStatus.ProcedureUnavailable, new NfsReplyReader(answer[20..]).UInt32());
    }

    [Fact]
    public async Task Dump_OfVersionTwo_ListsWhatIsServedOverIPv4()
    {
        await StartAsync();
        await using var client = await ConnectAsync();
        var found = ReadMappings((await client.CallAsync(Program, 2, 4, default)).Body);
        var port = (uint)portmapper.Endpoints[0].Port;
        Assert.Equal(
            [
                (Program, 4u, 6u, port), (Program, 3u, 6u, port), (Program, 2u, 6u, port),
                (Program, 4u, 17u, port), (Program, 3u, 17u, port), (Program, 2u, 17u, port),
                (Nfs, 3u, 6u, 2049u), (100_021u, 4u, 17u, 2050u),
            ],
            found);
    }

    [Theory]
    [InlineData("", Nfs, 3u, "127.0.0.1.8.1")]
    [InlineData("tcp", Nfs, 4u, "127.0.0.1.8.1")]
    [InlineData("tcp6", Nfs, 3u, "2001:db8::1.8.1")]
    [InlineData("udp", Nfs, 3u, "")]
    [InlineData("udp", 100_021u, 4u, "127.0.0.1.8.2")]
    public async Task GetAddress_OfAProgram_IsTheAddressThatTheClientReached(string netid, uint program, uint version, string expected)
    {
        await StartAsync();
        await using var client = await ConnectAsync();
        Assert.Equal(expected, await QueryAsync(client, 4, 3, program, version, netid));
        Assert.Equal(expected, await QueryAsync(client, 3, 3, program, version, netid));
        Assert.Equal(version == 4 && program == Nfs ? "" : expected, await QueryAsync(client, 4, 9, program, version, netid));
    }

    [Fact]
    public async Task GetAddressList_OfAProgram_NamesEveryTransport()
    {
        await StartAsync();
        await using var client = await ConnectAsync();
        var body = (await client.CallAsync(Program, 4, 11, Query(Nfs, 3, ""))).Body;
        Assert.Equal(
            ["127.0.0.1.8.1 tcp 3 inet tcp", "2001:db8::1.8.1 tcp6 3 inet6 tcp"], ReadAddresses(body));
    }

    [Fact]
    public async Task Dump_OfVersionFour_NamesOwnersAndBothFamilies()
    {
        await StartAsync();
        await using var client = await ConnectAsync();
        var text = System.Text.Encoding.ASCII.GetString((await client.CallAsync(Program, 4, 4, default)).Body);
        Assert.Contains("0.0.0.0.8.1", text, StringComparison.Ordinal);
        Assert.Contains("2001:db8::1.8.1", text, StringComparison.Ordinal);
        Assert.Contains("dittofs", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2u, 1u)]
    [InlineData(2u, 2u)]
    [InlineData(3u, 1u)]
    [InlineData(4u, 2u)]
    public async Task Set_FromAnybody_IsRefused(uint version, uint procedure)
    {
        await StartAsync();
        await using var client = await ConnectAsync();
        var arguments = version == 2 ? Numbers(Nfs, 3, 6, 666) : Query(Nfs, 3, "tcp");
        Assert.Equal([0, 0, 0, 0], (await client.CallAsync(Program, version, procedure, arguments)).Body);
        Assert.Equal(2049u, new NfsReplyReader((await client.CallAsync(Program, 2, 3, Numbers(Nfs, 3, 6, 0))).Body).UInt32());
    }

    [Theory]
    [InlineData(2u, 5u)]
    [InlineData(3u, 5u)]
    [InlineData(4u, 10u)]
    public async Task CallIt_OnSomebodysBehalf_IsNotServed(uint version, uint procedure)
    {
        await StartAsync();
        await using var client = await ConnectAsync();
        Assert.Equal(RpcAcceptStatus.ProcedureUnavailable, (await client.CallAsync(Program, version, procedure, default)).AcceptStatus);
    }

    [Fact]
    public async Task Start_PortInUse_RegistersWithTheOneThatRunsAndTakesItBack()
    {
        using var other = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        other.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        other.Listen();
        var local = new LocalRpcbind();
        await using var second = new NfsTestServer(new ScriptedShareCatalog(), replace: services => services.AddSingleton<IRpcCaller>(local));
        var registering = second.Get<Portmapper>();
        await registering.StartAsync([Entry(Nfs, 3, 2049)], [IPAddress.Loopback], ((IPEndPoint)other.LocalEndPoint!).Port, default);
        Assert.Equal(["1 100003 3 tcp 0.0.0.0.8.1"], local.Calls);
        Assert.Contains("registered", registering.State, StringComparison.Ordinal);
        Assert.Empty(registering.Endpoints);

        await registering.StopAsync();
        Assert.Equal("2 100003 3 tcp ", local.Calls[^1]);
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 0)]
    public async Task Register_WhatIsRegisteredAlready_TakesThePlaceOfWhatDoesNotAnswer(bool answers, int registered)
    {
        var local = new LocalRpcbind { Held = "127.0.0.1.8.1", Answers = answers };
        Assert.Equal(registered, (await new RpcbindRegistration(local).RegisterAsync([Entry(Nfs, 3, 2050)], default)).Length);
        var refused = (string[])["1 100003 3 tcp 0.0.0.0.8.2", "3 100003 3 tcp 0.0.0.0.8.2", "NULL 127.0.0.1:2049"];
        Assert.Equal(answers ? refused : [.. refused, "2 100003 3 tcp ", "1 100003 3 tcp 0.0.0.0.8.2"], local.Calls);
    }

    [Fact]
    public async Task Start_PortInUseAndNobodyTakesRegistrations_SaysSo()
    {
        using var other = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        other.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        other.Listen();
        var local = new LocalRpcbind { Takes = false };
        await using var second = new NfsTestServer(new ScriptedShareCatalog(), replace: services => services.AddSingleton<IRpcCaller>(local));
        var port = ((IPEndPoint)other.LocalEndPoint!).Port;
        await second.Get<Portmapper>().StartAsync([Entry(Nfs, 3, 2049)], [IPAddress.Loopback], port, default);
        Assert.StartsWith($"There is no portmapper: port {port} is in use by another program", second.Get<Portmapper>().State, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1.8.1", 2049)]
    [InlineData("::1.0.111", 111)]
    [InlineData("", -1)]
    [InlineData("8.1", -1)]
    [InlineData("127.0.0.1.256.1", -1)]
    [InlineData("127.0.0.1.-1.1", -1)]
    public void TryReadPort_OfAUniversalAddress_ReadsItsLastTwoNumbers(string address, int expected) =>
        Assert.Equal(expected, PortmapEntry.TryReadPort(address, out var port) ? port : -1);

    private static PortmapEntry Entry(uint program, uint version, int port, bool isDatagram = false) => new(program, version, isDatagram, new IPEndPoint(IPAddress.Any, port));

    private static byte[] Numbers(params uint[] numbers) => ScriptedRpcCaller.Encode(writer => Array.ForEach(numbers, writer.WriteUInt32));

    private static byte[] Query(uint program, uint version, string netid) => ScriptedRpcCaller.Encode(writer =>
    {
        writer.WriteUInt32(program);
        writer.WriteUInt32(version);
        writer.WriteOpaque(System.Text.Encoding.ASCII.GetBytes(netid));
        writer.WriteOpaque([]);
        writer.WriteOpaque([]);
    });

    private static async Task<string> QueryAsync(RpcTestClient client, uint rpcbindVersion, uint procedure, uint program, uint version, string netid) =>
        System.Text.Encoding.ASCII.GetString(
            new NfsReplyReader((await client.CallAsync(Program, rpcbindVersion, procedure, Query(program, version, netid))).Body).Opaque());

    private static List<(uint, uint, uint, uint)> ReadMappings(byte[] body)
    {
        var reader = new NfsReplyReader(body);
        var found = new List<(uint, uint, uint, uint)>();
        while (reader.Bool())
        {
            found.Add((reader.UInt32(), reader.UInt32(), reader.UInt32(), reader.UInt32()));
        }

        return found;
    }

    private static List<string> ReadAddresses(byte[] body)
    {
        var reader = new NfsReplyReader(body);
        var found = new List<string>();
        while (reader.Bool())
        {
            var (address, netid, semantics) = (Text(ref reader), Text(ref reader), reader.UInt32());
            found.Add($"{address} {netid} {semantics} {Text(ref reader)} {Text(ref reader)}");
        }

        return found;
    }

    private static string Text(ref NfsReplyReader reader) => System.Text.Encoding.ASCII.GetString(reader.Opaque());

    private Task StartAsync() => portmapper.StartAsync(
        [
            Entry(Nfs, 3, 2049),
            Entry(100_021, 4, 2050, isDatagram: true),
            new PortmapEntry(Nfs, 3, IsDatagram: false, new IPEndPoint(IPAddress.Parse("2001:db8::1"), 2049)),
        ],
        [IPAddress.Loopback],
        0,
        default);

    private Task<RpcTestClient> ConnectAsync() => RpcTestClient.ConnectAsync(portmapper.Endpoints[0]);

    private async Task<byte[]> ExchangeAsync(uint version, uint procedure, byte[] arguments)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        await socket.ConnectAsync(portmapper.Endpoints[0]);
        await using var encoder = await ConnectAsync();
        await socket.SendAsync(encoder.MakeCall(5, Program, version, procedure, arguments));
        var answer = new byte[4096];
        return answer[..await socket.ReceiveAsync(answer)];
    }

    /// <summary>An rpcbind that notes what is registered, by its Unix socket.</summary>
    private sealed class LocalRpcbind : IRpcCaller
    {
        public bool Takes { get; init; } = true;

        /// <summary>What is registered already; null for nothing.</summary>
        public string? Held { get; set; }

        /// <summary>Whether that is still there.</summary>
        public bool Answers { get; init; }

        public List<string> Calls { get; } = [];

        public Task<ReadOnlyMemory<byte>?> CallAsync(RpcTarget target, uint procedure, ReadOnlyMemory<byte> arguments, CancellationToken cancellationToken) =>
            Task.FromResult(Answer(target, procedure, arguments.ToArray()) is { } answer ? answer : (ReadOnlyMemory<byte>?)null);

        private byte[]? Answer(RpcTarget target, uint procedure, byte[] arguments)
        {
            if (target.Program != Program)
            {
                Calls.Add($"NULL {target.Endpoint}");
                return Answers ? [] : null;
            }

            if (target.Endpoint is not UnixDomainSocketEndPoint || !Takes)
            {
                return null;
            }

            if (procedure == 0)
            {
                return [];
            }

            var reader = new NfsReplyReader(arguments);
            Calls.Add($"{procedure} {reader.UInt32()} {reader.UInt32()} {Text(ref reader)} {Text(ref reader)}");
            if (procedure == 3)
            {
                return ScriptedRpcCaller.Encode(writer => writer.WriteOpaque(System.Text.Encoding.ASCII.GetBytes(Held ?? "")));
            }

            var changes = procedure == 2 || Held is null;
            Held = procedure == 2 ? null : Held;
            return ScriptedRpcCaller.Encode(writer => writer.WriteBool(changes));
        }
    }
}
