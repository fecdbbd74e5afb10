using System.Buffers.Binary;
using System.Diagnostics.Metrics;
using System.Net;
using DittoFs.Protocols.Authentication;
using DittoFs.Protocols.Hosting;
using DittoFs.Protocols.Smb;
using DittoFs.Protocols.Smb.Commands;
using DittoFs.Protocols.Smb.Framing;
using DittoFs.Protocols.Smb.Security;
using DittoFs.Protocols.Smb.Sessions;
using DittoFs.Web.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace DittoFs.Web.Tests.Protocols.Smb.Sessions;

/// <summary>What a connection makes of the signatures of a session's requests.</summary>
public sealed class SmbSigningTests : IAsyncLifetime
{
    private const ushort Echo = 13;
    private const int MarkBytes = 4;

    private readonly ServiceProvider meters = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly SmbOptions options = new();
    private readonly InMemoryWireConnection client;
    private readonly SmbConnection connection;
    private readonly SmbSession session;
    private Task serving = Task.CompletedTask;
    private ulong nextMessage;

    public SmbSigningTests()
    {
        var commands = new CommandTable();
        var metrics = new SmbMetrics(meters.GetRequiredService<IMeterFactory>(), commands, new ConnectionRegistry(TimeProvider.System), TimeProvider.System);
        var state = new SmbServerState(
            options, new SmbIdentity(Guid.NewGuid()), new ScriptedShareCatalog(), new NoNtlmAccounts(), new NoAccountNames(), new SmbTreeTable(TimeProvider.System), metrics, TimeProvider.System);
        (client, var server) = InMemoryWireConnection.MakePair();
        connection = new SmbConnection(server, state, commands, new ConnectionEntry(1, new IPEndPoint(IPAddress.Loopback, 1), "smb", DateTimeOffset.UnixEpoch, server.Abort), NullLogger.Instance)
        {
            Negotiation = Negotiation.None with { Dialect = SmbDialect.Smb311, Signing = SigningAlgorithm.AesGmac },
        };
        session = connection.AddSession();
        session.Account = new NtlmAccount("user", 1000, 1000, [], new byte[16], "1");
        session.Keys = SessionKeys.Make(SmbDialect.Smb311, SigningAlgorithm.AesGmac, SmbCipher.None, new byte[16], PreauthHash.Empty);
    }

    public Task InitializeAsync()
    {
        serving = connection.RunAsync(CancellationToken.None);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await client.DisposeAsync();
        await serving;
        connection.Dispose();
        await meters.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Request_WhoseSignatureDoesNotFit_IsRefused(bool required)
    {
        options.SigningRequired = required;
        Assert.Equal(NtStatus.Success, await EchoAsync(SmbFlags.Signed));
        Assert.Equal(NtStatus.AccessDenied, await EchoAsync(SmbFlags.Signed, message => message[^1] ^= 1));
        Assert.Equal(NtStatus.AccessDenied, await EchoAsync(SmbFlags.Signed, message => message[Smb2Header.SignatureOffset] ^= 1));
        Assert.Equal(NtStatus.Success, await EchoAsync(SmbFlags.Signed));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Request_WithoutASignature_IsRefusedWhereOneIsRequired(bool required)
    {
        options.SigningRequired = required;
        Assert.Equal(required ? NtStatus.AccessDenied : NtStatus.Success, await EchoAsync(SmbFlags.None));
    }

    [Fact]
    public async Task Request_ThatIsNotEncrypted_IsRefusedWhereItMustBe()
    {
        session.MustEncrypt = true;
        Assert.Equal(NtStatus.AccessDenied, await EchoAsync(SmbFlags.Signed));
    }

    /// <summary>Sends an ECHO, signed if <paramref name="flags"/> say so and changed by <paramref name="change"/> after that, and tells the answer's status.</summary>
    private async Task<NtStatus> EchoAsync(SmbFlags flags, Action<byte[]>? change = null)
    {
        var message = new byte[Smb2Header.BytesLength + 4];
        new Smb2Header { Command = Echo, CreditCharge = 1, Credits = 1, Flags = flags, MessageId = nextMessage++, SessionId = session.Id }.Write(message);
        message[Smb2Header.BytesLength] = 4;
        if (flags.HasFlag(SmbFlags.Signed))
        {
            session.Keys!.Signer.Sign(message);
        }

        change?.Invoke(message);
        var mark = new byte[MarkBytes];
        BinaryPrimitives.WriteInt32BigEndian(mark, message.Length);
        await client.SendAsync([mark, message]);
        var reply = await client.ReceiveWholeAsync(BinaryPrimitives.ReadInt32BigEndian(await client.ReceiveWholeAsync(MarkBytes)));
        Assert.True(Smb2Header.TryRead(reply, out var header));
        return header.Status;
    }
}
