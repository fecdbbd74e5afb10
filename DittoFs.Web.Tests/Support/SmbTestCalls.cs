using System.Buffers.Binary;
using System.Diagnostics.Metrics;
using System.Net;
using DittoFs.Protocols.Authentication;
using DittoFs.Protocols.Hosting;
using DittoFs.Protocols.Smb;
using DittoFs.Protocols.Smb.Commands;
using DittoFs.Protocols.Smb.Framing;
using DittoFs.Protocols.Smb.Information;
using DittoFs.Protocols.Smb.Sessions;
using DittoFs.Protocols.Wire;
using DittoFs.Storage.Files;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace DittoFs.Web.Tests.Support;

/// <summary>Runs commands of SMB for a user who is signed in and connected to a share, without the wire.</summary>
internal sealed class SmbTestCalls : IAsyncDisposable
{
    private const int FileIdOffset = 64;

    private readonly SmbTree tree;
    private readonly ServiceProvider meters = new ServiceCollection().AddMetrics().BuildServiceProvider();

    private SmbTestCalls(TestStorage storage, uint uid)
    {
        Storage = storage;
        var commands = new CommandTable();
        var metrics = new SmbMetrics(meters.GetRequiredService<IMeterFactory>(), commands, new ConnectionRegistry(TimeProvider.System), TimeProvider.System);
        var state = new SmbServerState(
            new SmbOptions(), new SmbIdentity(Guid.NewGuid()), storage.Catalog, new NoNtlmAccounts(), new NoAccountNames(), new SmbTreeTable(TimeProvider.System), metrics, TimeProvider.System);
        var entry = new ConnectionEntry(1, new IPEndPoint(IPAddress.Loopback, 1), "smb", DateTimeOffset.UnixEpoch, static () => { });
        Connection = new SmbConnection(InMemoryWireConnection.MakePair().Server, state, commands, entry, NullLogger.Instance);
        Session = Connection.AddSession();
        Session.Account = new NtlmAccount("user", uid, uid, [], new byte[16], "1");
        var context = new CallContext(new Caller(uid, uid, []), IPAddress.Loopback, FileProtocol.Smb);
        tree = Session.AddTree(id => new SmbTree(id, "export", storage.Files, context));
    }

    public TestStorage Storage { get; }

    public SmbConnection Connection { get; }

    public SmbSession Session { get; }

    /// <summary>A share that everybody may write in, and a user in it. Takes <paramref name="storage"/> over, if there is one.</summary>
    public static async Task<SmbTestCalls> StartAsync(uint uid = 1000, TestStorage? storage = null) =>
        new(storage ?? await TestStorage.StartAsync(TestStorage.OpenShare(MetadataStoreKind.Memory, BlockStoreKind.Memory)), uid);

    /// <summary>Opens a path; tells the status and what was opened.</summary>
    public async Task<(NtStatus Status, SmbFileId File)> CreateAsync(string path, SmbAccess access, OpenDisposition disposition = OpenDisposition.Open, uint options = 0)
    {
        var (status, body) = await RunAsync(new CreateCommand(), writer =>
        {
            writer.WriteZeros(24);
            writer.WriteUInt32((uint)access);
            writer.WriteUInt32(0);
            writer.WriteUInt32(7);
            writer.WriteUInt32((uint)disposition);
            writer.WriteUInt32(options);
            writer.WriteUInt16(Smb2Header.BytesLength + 56);
            writer.WriteUInt16((ushort)(path.Length * 2));
            writer.WriteUInt64(0);
            writer.WriteUtf16(path);
        });
        return (status, status == NtStatus.Success ? ReadId(body) : default);
    }

    /// <summary>Closes what was opened.</summary>
    public Task<NtStatus> CloseAsync(SmbFileId file) => RunAsync(new CloseCommand(), file);

    /// <summary>Makes durable what was written.</summary>
    public Task<NtStatus> FlushAsync(SmbFileId file) => RunAsync(new FlushCommand(), file);

    /// <summary>Writes at the beginning of a file; not durable yet.</summary>
    public async Task<NtStatus> WriteAsync(SmbFileId file, byte[] bytes) => (await RunAsync(new WriteCommand(), writer =>
    {
        writer.WriteUInt16(49);
        writer.WriteUInt16(Smb2Header.BytesLength + 48);
        writer.WriteUInt32((uint)bytes.Length);
        writer.WriteUInt64(0);
        WriteId(writer, file);
        writer.WriteZeros(16);
        writer.WriteBytes(bytes);
    })).Status;

    /// <summary>Asks for a class of information of a file.</summary>
    public async Task<NtStatus> QueryFileAsync(SmbFileId file, byte kind, uint lengthMax, ushort charge = 1) => (await RunAsync(
        new QueryInfoCommand(),
        writer =>
        {
            writer.WriteUInt16(41);
            writer.WriteByte((byte)InfoType.File);
            writer.WriteByte(kind);
            writer.WriteUInt32(lengthMax);
            writer.WriteZeros(16);
            WriteId(writer, file);
        },
        charge)).Status;

    /// <summary>Sets a class of information of a file; <paramref name="write"/> writes it.</summary>
    public async Task<NtStatus> SetFileAsync(SmbFileId file, FileClass kind, Action<LittleEndianWriter> write) => (await RunAsync(new SetInfoCommand(), writer =>
    {
        using var data = new LittleEndianWriter();
        write(data);
        writer.WriteUInt16(33);
        writer.WriteByte((byte)InfoType.File);
        writer.WriteByte((byte)kind);
        writer.WriteUInt32((uint)data.Length);
        writer.WriteUInt16(Smb2Header.BytesLength + 32);
        writer.WriteZeros(6);
        WriteId(writer, file);
        writer.WriteBytes(data.Written);
    })).Status;

    /// <summary>Writes bytes at an offset.</summary>
    public async Task<NtStatus> WriteAsync(SmbFileId file, ulong offset, byte[] bytes) => (await RunAsync(new WriteCommand(), writer =>
    {
        writer.WriteUInt16(49);
        writer.WriteUInt16(Smb2Header.BytesLength + 48);
        writer.WriteUInt32((uint)bytes.Length);
        writer.WriteUInt64(offset);
        WriteId(writer, file);
        writer.WriteZeros(16);
        writer.WriteBytes(bytes);
    })).Status;

    /// <summary>Moves an open file.</summary>
    public Task<NtStatus> RenameAsync(SmbFileId file, string path, bool replaces = false) => SetFileAsync(file, FileClass.Rename, writer =>
    {
        writer.WriteUInt64(replaces ? 1u : 0u);
        writer.WriteUInt64(0);
        writer.WriteUInt32((uint)path.Length * 2);
        writer.WriteUtf16(path);
    });

    /// <summary>Asks for the next names of a directory, at most as many as fit in <paramref name="lengthMax"/> bytes.</summary>
    public async Task<(NtStatus Status, IReadOnlyList<string> Names)> ListAsync(SmbFileId directory, string pattern, byte flags = 0, uint lengthMax = 65_536)
    {
        var (status, body) = await RunAsync(new QueryDirectoryCommand(), writer =>
        {
            writer.WriteUInt16(33);
            writer.WriteByte((byte)FileClass.Names);
            writer.WriteByte(flags);
            writer.WriteUInt32(0);
            WriteId(writer, directory);
            writer.WriteUInt16(Smb2Header.BytesLength + 32);
            writer.WriteUInt16((ushort)(pattern.Length * 2));
            writer.WriteUInt32(lengthMax);
            writer.WriteUtf16(pattern);
        });
        return (status, status == NtStatus.Success ? ReadNames(body.AsSpan(8)) : []);
    }

    /// <summary>Locks or gives back one range.</summary>
    public async Task<NtStatus> LockAsync(SmbFileId file, ulong offset, ulong length, uint flags) => (await RunAsync(new LockCommand(), writer =>
    {
        writer.WriteUInt16(48);
        writer.WriteUInt16(1);
        writer.WriteUInt32(0);
        WriteId(writer, file);
        writer.WriteUInt64(offset);
        writer.WriteUInt64(length);
        writer.WriteUInt32(flags);
        writer.WriteUInt32(0);
    })).Status;

    /// <summary>Runs a control; tells its status and output, which an error may have too.</summary>
    public async Task<(NtStatus Status, byte[] Output)> ControlAsync(SmbFileId file, ControlCode code, byte[] input, uint outputMax = 4_096)
    {
        var (status, body) = await RunAsync(new IoctlCommand(), writer =>
        {
            writer.WriteUInt16(57);
            writer.WriteUInt16(0);
            writer.WriteUInt32((uint)code);
            WriteId(writer, file);
            writer.WriteUInt32(Smb2Header.BytesLength + 56);
            writer.WriteUInt32((uint)input.Length);
            writer.WriteZeros(12);
            writer.WriteUInt32(outputMax);
            writer.WriteUInt32(1);
            writer.WriteUInt32(0);
            writer.WriteBytes(input);
        });
        return (status, body.Length > 48 ? body[48..] : []);
    }

    /// <summary>Runs a command on a request with the body that <paramref name="write"/> writes.</summary>
    public async Task<(NtStatus Status, byte[] Body)> RunAsync(SmbCommand command, Action<LittleEndianWriter> write, ushort charge = 1)
    {
        using var request = new LittleEndianWriter();
        request.WriteZeros(Smb2Header.BytesLength);
        write(request);
        using var reply = new LittleEndianWriter();
        using var uses = new SessionUses();
        var call = new SmbCall(Connection, new Smb2Header { CreditCharge = charge }, request.Written.ToArray(), reply)
        {
            Uses = uses,
            Session = uses.Take(Session),
            Tree = tree,
        };
        var status = await command.RunAsync(call, CancellationToken.None);
        return (status, reply.Written.ToArray());
    }

    public async ValueTask DisposeAsync()
    {
        await Connection.EndSessionAsync(Session);
        Connection.Dispose();
        await Storage.DisposeAsync();
        await meters.DisposeAsync();
    }

    /// <summary>Runs a command whose only argument is an open.</summary>
    private async Task<NtStatus> RunAsync(SmbCommand command, SmbFileId file) => (await RunAsync(command, writer =>
    {
        writer.WriteUInt16(24);
        writer.WriteZeros(6);
        WriteId(writer, file);
    })).Status;

    private static List<string> ReadNames(ReadOnlySpan<byte> entries)
    {
        List<string> names = [];
        while (true)
        {
            var next = BinaryPrimitives.ReadInt32LittleEndian(entries);
            var length = BinaryPrimitives.ReadInt32LittleEndian(entries[8..]);
            names.Add(System.Text.Encoding.Unicode.GetString(entries.Slice(12, length)));
            if (next == 0)
            {
                return names;
            }

            entries = entries[next..];
        }
    }

    private static SmbFileId ReadId(ReadOnlySpan<byte> body) =>
        new(BinaryPrimitives.ReadUInt64LittleEndian(body[FileIdOffset..]), BinaryPrimitives.ReadUInt64LittleEndian(body[(FileIdOffset + 8)..]));

    private static void WriteId(LittleEndianWriter writer, SmbFileId file)
    {
        writer.WriteUInt64(file.Persistent);
        writer.WriteUInt64(file.Volatile);
    }
}
