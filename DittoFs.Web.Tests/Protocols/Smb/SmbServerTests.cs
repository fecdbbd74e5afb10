using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using DittoFs.Protocols;
using DittoFs.Protocols.Hosting;
using DittoFs.Protocols.Nfs;
using DittoFs.Protocols.Smb;
using DittoFs.Protocols.Smb.Framing;
using DittoFs.Protocols.Wire;
using DittoFs.Storage.Shares;
using DittoFs.Web.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace DittoFs.Web.Tests.Protocols.Smb;

/// <summary>The server on a real port, up to where a client would sign in.</summary>
public sealed class SmbServerTests : IAsyncLifetime
{
    private const int DialectOffset = Smb2Header.BytesLength + 4;
    private const int GuidOffset = Smb2Header.BytesLength + 8;
    private const ushort AnyDialect = 0x02FF;

    private readonly Guid serverGuid = Guid.NewGuid();
    private readonly ServiceProvider services;

    public SmbServerTests()
    {
        var collection = new ServiceCollection();
        collection.AddLogging();
        collection.AddMetrics();
        collection.AddSingleton<IShareCatalog>(new ScriptedShareCatalog());
        collection.AddDittoFsProtocols();
        collection.AddSingleton(new SmbIdentity(serverGuid));
        collection.Configure<NfsOptions>(options => options.Enabled = false);
        collection.Configure<SmbOptions>(options => options.Port = 0);
        services = collection.BuildServiceProvider();
    }

    private ProtocolServerManager Manager => services.GetRequiredService<ProtocolServerManager>();

    private ProtocolServerStatus Status => Manager.Servers.Single(server => server.Name == "smb").Status;

    public Task InitializeAsync() => Manager.StartAllAsync(CancellationToken.None);

    public async Task DisposeAsync()
    {
        await Manager.StopAllAsync(CancellationToken.None);
        await services.DisposeAsync();
    }

    [Theory]
    [InlineData(new[] { 0x0202, 0x0210, 0x0300, 0x0302 }, SmbDialect.Smb302)]
    [InlineData(new[] { 0x0202, 0x0210 }, SmbDialect.Smb210)]
    public async Task Negotiate_ChoosesTheBestDialectAndTellsWhoItIs(int[] offered, SmbDialect expected)
    {
        var reply = await CallAsync(Negotiate(offered));
        Assert.Equal((ushort)expected, BinaryPrimitives.ReadUInt16LittleEndian(reply.AsSpan(DialectOffset)));
        Assert.Equal(serverGuid, new Guid(reply.AsSpan(GuidOffset, 16)));
    }

    [Fact]
    public async Task Negotiate_OnlyOfADialectThatIsTooOld_IsNotSupported()
    {
        var reply = await CallAsync(Negotiate([0x0202]));
        Assert.True(Smb2Header.TryRead(reply, out var header));
        Assert.Equal(NtStatus.NotSupported, header.Status);
    }

    [Fact]
    public async Task Hello_OfSmb1_IsAnsweredWithSmb2()
    {
        byte[] hello = [0xFF, (byte)'S', (byte)'M', (byte)'B', 0x72, .. new byte[30], .. Encoding.ASCII.GetBytes("\u0002NT LM 0.12\0\u0002SMB 2.???\0")];
        var reply = await CallAsync(hello);
        Assert.Equal(AnyDialect, BinaryPrimitives.ReadUInt16LittleEndian(reply.AsSpan(DialectOffset)));
    }

    [Theory]
    [InlineData(0x00FFFFFFu)]
    [InlineData(0x85000004u)]
    [InlineData(0u)]
    public async Task Frame_WithAMarkThatIsNone_ClosesTheConnection(uint mark)
    {
        using var client = await ConnectAsync();
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, mark);
        await client.GetStream().WriteAsync(bytes);
        Assert.Equal(0, await client.GetStream().ReadAsync(bytes));
    }

    [Fact]
    public async Task Restart_KeepsTheGuid()
    {
        await Manager.RestartAsync("smb", CancellationToken.None);
        Assert.Equal(ProtocolServerState.Running, Status.State);
        Assert.Equal(serverGuid, new Guid((await CallAsync(Negotiate([0x0210]))).AsSpan(GuidOffset, 16)));
    }

    private static byte[] Negotiate(IReadOnlyCollection<int> dialects)
    {
        using var writer = new LittleEndianWriter();
        writer.WriteZeros(Smb2Header.BytesLength);
        new Smb2Header { Credits = 1 }.Write(writer.Written);
        writer.WriteUInt16(36);
        writer.WriteUInt16((ushort)dialects.Count);
        writer.WriteUInt16(1);
        writer.WriteUInt16(0);
        writer.WriteUInt32(0);
        writer.WriteGuid(Guid.NewGuid());
        writer.WriteUInt64(0);
        foreach (var dialect in dialects)
        {
            writer.WriteUInt16((ushort)dialect);
        }

        return writer.Written.ToArray();
    }

    private async Task<byte[]> CallAsync(byte[] message)
    {
        using var client = await ConnectAsync();
        var stream = client.GetStream();
        var mark = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(mark, (uint)message.Length);
        await stream.WriteAsync((byte[])[.. mark, .. message]);
        await stream.ReadExactlyAsync(mark);
        var reply = new byte[BinaryPrimitives.ReadUInt32BigEndian(mark)];
        await stream.ReadExactlyAsync(reply);
        return reply;
    }

    private async Task<TcpClient> ConnectAsync()
    {
        Assert.True(Status.State == ProtocolServerState.Running, Status.Failure);
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, Status.Endpoints[0].Port);
        return client;
    }
}
