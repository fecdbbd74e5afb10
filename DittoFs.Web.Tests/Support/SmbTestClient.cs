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
using DittoFs.Protocols.Wire;
using DittoFs.Storage.Files;
using DittoFs.Web.Tests.Protocols.Authentication.Ntlm;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace DittoFs.Web.Tests.Support;

/// <summary>What a call was answered.</summary>
internal sealed record SmbTestReply(Smb2Header Header, byte[] Body)
{
    public NtStatus Status => Header.Status;
}

/// <summary>A client of SMB 3.0.2 on a connection in memory, down to the frame: it signs what it says, or encrypts it.</summary>
internal sealed class SmbTestClient : IAsyncDisposable
{
    private const ushort TreeConnect = 3;
    private const ushort Create = 5;
    private const ushort Lock = 10;
    private const uint EncryptionCapability = 0x40;
    private const int TokenOffset = Smb2Header.BytesLength + 8;
    private const int FileIdOffset = 64;

    private readonly InMemoryWireConnection wire;
    private readonly SmbConnection connection;
    private readonly Task running;
    private SessionKeys? keys;
    private ulong session;
    private ulong nextMessage;

    /// <summary>Connects to a server that offers the shares of <paramref name="storage"/>.</summary>
    public SmbTestClient(TestStorage storage, SmbOptions? options = null, TimeProvider? time = null)
        : this(MakeServer(storage, options, time))
    {
    }

    /// <summary>Connects to a server that others are connected to.</summary>
    public SmbTestClient(SmbServerState state)
    {
        Trees = state.Trees;
        var commands = new CommandTable();
        (wire, var server) = InMemoryWireConnection.MakePair();
        var entry = new ConnectionEntry(1, new IPEndPoint(IPAddress.Loopback, 1), "smb", DateTimeOffset.UnixEpoch, server.Abort);
        connection = new SmbConnection(server, state, commands, entry, NullLogger.Instance);
        running = connection.RunAsync(CancellationToken.None);
    }

    /// <summary>A server that offers the shares of <paramref name="storage"/>, without a connection.</summary>
    public static SmbServerState MakeServer(TestStorage storage, SmbOptions? options = null, TimeProvider? time = null)
    {
        var clock = time ?? TimeProvider.System;
        using var meters = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var metrics = new SmbMetrics(meters.GetRequiredService<IMeterFactory>(), new CommandTable(), new ConnectionRegistry(clock), clock);
        return new SmbServerState(
            options ?? new SmbOptions(), new SmbIdentity(Guid.NewGuid()), storage.Catalog, new OneNtlmAccount(), new OneNtlmAccount(), new SmbTreeTable(clock), metrics, clock);
    }

    /// <summary>The number of the session.</summary>
    public ulong Session => session;

    /// <summary>Agrees on a dialect and signs in under a name, which the proof is not made for, or under none; tells how that ended.</summary>
    public async Task<SmbTestReply> SignInAsGuestAsync(string userName)
    {
        await NegotiateAsync();
        var challenge = await SetUpAsync(0, NtlmTestClient.NegotiateMessage());
        session = challenge.Header.SessionId;
        return await SetUpAsync(session, userName.Length == 0 ? NtlmTestClient.SayNothing() : NtlmTestClient.Prove(TokenOf(challenge), userName: userName).Message);
    }

    /// <summary>Signs in once more in the same session, as the same account.</summary>
    public async Task<NtStatus> SignInAgainAsync()
    {
        var challenge = await SetUpAsync(session, NtlmTestClient.NegotiateMessage());
        return (await SetUpAsync(session, NtlmTestClient.Prove(TokenOf(challenge)).Message)).Status;
    }

    /// <summary>What the server knows of who is connected to what.</summary>
    public SmbTreeTable Trees { get; }

    /// <summary>Agrees on a dialect, with a cipher or without, and signs in; tells how that ended.</summary>
    public async Task<NtStatus> SignInAsync(bool canEncrypt = true, ulong previousSession = 0, NtlmAccount? account = null)
    {
        await NegotiateAsync(canEncrypt);
        var challenge = await SetUpAsync(0, NtlmTestClient.NegotiateMessage());
        session = challenge.Header.SessionId;
        var (proof, key) = NtlmTestClient.Prove(TokenOf(challenge), userName: account?.Name ?? OneNtlmAccount.Name, account: account);
        var ended = await SetUpAsync(session, proof, previousSession);
        keys = ended.Status == NtStatus.Success ? SessionKeys.Make(SmbDialect.Smb302, SigningAlgorithm.AesCmac, SmbCipher.None, key, PreauthHash.Empty) : null;
        Cipher = canEncrypt && keys is not null ? MakeCipher(key) : null;
        return ended.Status;
    }

    /// <summary>The client's half of the cipher; null if it can't encrypt.</summary>
    public MessageCipher? Cipher { get; private set; }

    /// <summary>Agrees on SMB 3.0.2.</summary>
    public Task<SmbTestReply> NegotiateAsync(bool canEncrypt = true) => CallAsync(CommandTable.Negotiate, writer =>
    {
        writer.WriteUInt16(36);
        writer.WriteUInt16(1);
        writer.WriteUInt32(1);
        writer.WriteUInt32(canEncrypt ? EncryptionCapability : 0);
        writer.WriteGuid(Guid.NewGuid());
        writer.WriteUInt64(0);
        writer.WriteUInt16((ushort)SmbDialect.Smb302);
    });

    /// <summary>Sends a token of a sign-in.</summary>
    public async Task<SmbTestReply> SetUpAsync(ulong ofSession, byte[] token, ulong previousSession = 0)
    {
        await SendSetUpAsync(ofSession, token, previousSession);
        return await ReceiveAsync();
    }

    /// <summary>Sends a token of a sign-in and waits for nothing.</summary>
    public Task SendSetUpAsync(ulong ofSession, byte[] token, ulong previousSession = 0) => SendAsync(
        CommandTable.SessionSetup,
        writer =>
        {
            writer.WriteUInt16(25);
            writer.WriteByte(0);
            writer.WriteByte(1);
            writer.WriteZeros(8);
            writer.WriteUInt16(Smb2Header.BytesLength + 24);
            writer.WriteUInt16((ushort)token.Length);
            writer.WriteUInt64(previousSession);
            writer.WriteBytes(token);
        },
        tree: 0,
        ofSession,
        encrypts: false);

    /// <summary>Signs in once more in the same session, with a token of NTLM at once.</summary>
    public Task<SmbTestReply> SetUpAgainAsync(byte[] token) => SetUpAsync(session, token);

    /// <summary>Connects to a share.</summary>
    public Task<SmbTestReply> ConnectAsync(string share, bool encrypts = false) => CallAsync(
        TreeConnect,
        writer =>
        {
            var path = $@"\\server\{share}";
            writer.WriteUInt16(9);
            writer.WriteUInt16(0);
            writer.WriteUInt16(Smb2Header.BytesLength + 8);
            writer.WriteUInt16((ushort)(path.Length * 2));
            writer.WriteUtf16(path);
        },
        encrypts: encrypts);

    /// <summary>Opens or makes a file that nobody else may open meanwhile, for everything.</summary>
    public async Task<(NtStatus Status, SmbFileId File)> CreateAsync(uint tree, string path, uint options = 0, bool encrypts = false, uint sharing = 0)
    {
        var reply = await CallAsync(
            Create,
            writer =>
            {
                writer.WriteUInt16(57);
                writer.WriteZeros(22);
                writer.WriteUInt32((uint)SmbAccess.GenericAll);
                writer.WriteUInt32(0);
                writer.WriteUInt32(sharing);
                writer.WriteUInt32((uint)OpenDisposition.OpenIf);
                writer.WriteUInt32(options);
                writer.WriteUInt16(Smb2Header.BytesLength + 56);
                writer.WriteUInt16((ushort)(path.Length * 2));
                writer.WriteUInt64(0);
                writer.WriteUtf16(path);
            },
            tree,
            encrypts);
        return (reply.Status, reply.Status == NtStatus.Success ? ReadId(reply.Body) : default);
    }

    /// <summary>Asks for an exclusive lock of the first byte and waits for no answer, or for the interim one.</summary>
    public Task SendLockAsync(uint tree, SmbFileId file) => SendAsync(
        Lock,
        writer =>
        {
            writer.WriteUInt16(48);
            writer.WriteUInt16(1);
            writer.WriteUInt32(0);
            writer.WriteUInt64(file.Persistent);
            writer.WriteUInt64(file.Volatile);
            writer.WriteUInt64(0);
            writer.WriteUInt64(1);
            writer.WriteUInt64(2);
        },
        tree,
        session,
        encrypts: false);

    /// <summary>Calls a command with the body that <paramref name="write"/> writes.</summary>
    public async Task<SmbTestReply> CallAsync(ushort command, Action<LittleEndianWriter> write, uint tree = 0, bool encrypts = false)
    {
        await SendAsync(command, write, tree, session, encrypts);
        return await ReceiveAsync();
    }

    /// <summary>Takes the next response. What is signed must be signed rightly.</summary>
    public async Task<SmbTestReply> ReceiveAsync()
    {
        var mark = await wire.ReceiveWholeAsync(DirectTcpReader.MarkBytes);
        var message = await wire.ReceiveWholeAsync(BinaryPrimitives.ReadInt32BigEndian(mark));
        if (TransformHeader.IsTransform(message))
        {
            Assert.True(Cipher!.TryDecrypt(message));
            message = message[TransformHeader.BytesLength..];
        }

        Assert.True(Smb2Header.TryRead(message, out var header));
        Assert.True(keys is null || !header.Flags.HasFlag(SmbFlags.Signed) || keys.Signer.Verify(message));
        return new SmbTestReply(header, message[Smb2Header.BytesLength..]);
    }

    /// <summary>What the server said in its challenge.</summary>
    public static byte[] TokenOf(SmbTestReply reply) => reply.Body[(TokenOffset - Smb2Header.BytesLength)..];

    /// <summary>Is gone from one moment to the next; ends when the server has noticed and done all that follows.</summary>
    public async Task DieAsync()
    {
        wire.Abort();
        await running;
    }

    public async ValueTask DisposeAsync()
    {
        await wire.DisposeAsync();
        await running;
        connection.Dispose();
        keys?.Dispose();
        Cipher?.Dispose();
    }

    private static MessageCipher MakeCipher(byte[] key) => new(
        SmbCipher.Aes128Ccm,
        KeyDerivation.Derive(key, "SMB2AESCCM\0"u8, "ServerIn \0"u8, key.Length),
        KeyDerivation.Derive(key, "SMB2AESCCM\0"u8, "ServerOut\0"u8, key.Length));

    private static SmbFileId ReadId(ReadOnlySpan<byte> body) =>
        new(BinaryPrimitives.ReadUInt64LittleEndian(body[FileIdOffset..]), BinaryPrimitives.ReadUInt64LittleEndian(body[(FileIdOffset + 8)..]));

    private async Task SendAsync(ushort command, Action<LittleEndianWriter> write, uint tree, ulong ofSession, bool encrypts)
    {
        using var writer = new LittleEndianWriter();
        var start = encrypts ? DirectTcpReader.MarkBytes + TransformHeader.BytesLength : DirectTcpReader.MarkBytes;
        writer.WriteZeros(start + Smb2Header.BytesLength);
        write(writer);
        var signs = !encrypts && keys is not null;
        var message = writer.Written[start..];
        new Smb2Header
        {
            Command = command,
            Credits = 16,
            CreditCharge = 1,
            MessageId = nextMessage++,
            TreeId = tree,
            SessionId = ofSession,
            Flags = signs ? SmbFlags.Signed : SmbFlags.None,
        }.Write(message);
        if (signs)
        {
            keys!.Signer.Sign(message);
        }

        if (encrypts)
        {
            Cipher!.Encrypt(writer.Written[DirectTcpReader.MarkBytes..], ofSession);
        }

        BinaryPrimitives.WriteInt32BigEndian(writer.Written, writer.Length - DirectTcpReader.MarkBytes);
        await wire.SendAsync([writer.Segment]);
    }
}
