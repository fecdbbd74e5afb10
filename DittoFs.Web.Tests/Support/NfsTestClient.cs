using System.Net;
using System.Text;
using DittoFs.Protocols.Mount.V3;
using DittoFs.Protocols.Nfs.V3;
using DittoFs.Protocols.Rpc;
using DittoFs.Protocols.Transport;
using DittoFs.Protocols.Wire;
using DittoFs.Storage.Files;

namespace DittoFs.Web.Tests.Support;

/// <summary>An NFSv3 client for tests: each method makes one call and returns what the reply holds. It checks nothing but that the reply decodes.</summary>
internal sealed class NfsTestClient(IWireConnection connection) : IAsyncDisposable
{
    private static readonly byte[] NoAttributes = new byte[6 * sizeof(uint)];

    /// <summary>The layer below, for identities and for calls that no client would make.</summary>
    public RpcTestClient Rpc { get; } = new(connection);

    /// <summary>Connects to a server.</summary>
    public static async Task<NfsTestClient> ConnectAsync(IPEndPoint endpoint) => new((await RpcTestClient.ConnectAsync(endpoint)).Connection);

    /// <summary>MNT: a status and, on success, the root's handle.</summary>
    public async Task<(MountV3Status Status, byte[]? Handle)> MountAsync(string path)
    {
        var reply = await Rpc.CallAsync(MountV3Program.ProgramNumber, 3, 1, Encode(writer => writer.WriteOpaque(Encoding.UTF8.GetBytes(path))));
        var reader = new NfsReplyReader(Accepted(reply));
        var status = (MountV3Status)reader.UInt32();
        return (status, status == MountV3Status.Ok ? reader.Opaque() : null);
    }

    public async Task NullAsync() => Assert.Empty(await CallAsync(0, _ => { }));

    public async Task<NfsNodeReply> GetAttrAsync(byte[] node)
    {
        var reader = new NfsReplyReader(await CallAsync(1, writer => writer.WriteOpaque(node)));
        var status = reader.Status();
        return new NfsNodeReply(status, null, status == NfsV3Status.Ok ? reader.Attributes() : null, null);
    }

    public async Task<NfsChangeReply> SetAttrAsync(
        byte[] node, uint? mode = null, ulong? size = null, (uint, uint)? modifyTime = null, (uint Seconds, uint Nanoseconds)? guard = null)
    {
        var reader = new NfsReplyReader(await CallAsync(2, writer =>
        {
            writer.WriteOpaque(node);
            WriteAttributes(writer, mode, size, modifyTime);
            writer.WriteBool(guard.HasValue);
            if (guard is { } time)
            {
                writer.WriteUInt32(time.Seconds);
                writer.WriteUInt32(time.Nanoseconds);
            }
        }));
        return new NfsChangeReply(reader.Status(), reader.Wcc());
    }

    public Task<NfsNodeReply> LookupAsync(byte[] directory, string name) => LookupAsync(directory, Encoding.UTF8.GetBytes(name));

    public async Task<NfsNodeReply> LookupAsync(byte[] directory, byte[] name)
    {
        var reader = new NfsReplyReader(await CallAsync(3, writer => WriteName(writer, directory, name)));
        var status = reader.Status();
        return status == NfsV3Status.Ok
            ? new NfsNodeReply(status, reader.Opaque(), reader.OptionalAttributes(), reader.OptionalAttributes())
            : new NfsNodeReply(status, null, null, reader.OptionalAttributes());
    }

    public async Task<NfsAccessReply> AccessAsync(byte[] node, AccessMask requested)
    {
        var reader = new NfsReplyReader(await CallAsync(4, writer =>
        {
            writer.WriteOpaque(node);
            writer.WriteUInt32((uint)requested);
        }));
        var status = reader.Status();
        var attributes = reader.OptionalAttributes();
        return new NfsAccessReply(status, attributes, status == NfsV3Status.Ok ? (AccessMask)reader.UInt32() : 0);
    }

    public async Task<NfsReadLinkReply> ReadLinkAsync(byte[] link)
    {
        var reader = new NfsReplyReader(await CallAsync(5, writer => writer.WriteOpaque(link)));
        var status = reader.Status();
        var attributes = reader.OptionalAttributes();
        return new NfsReadLinkReply(status, attributes, status == NfsV3Status.Ok ? reader.Opaque() : []);
    }

    public async Task<NfsReadReply> ReadAsync(byte[] file, ulong offset, uint count) =>
        DecodeRead(await CallAsync(6, writer => WriteRange(writer, file, offset, count)));

    /// <summary>Decodes a reply of READ that was received apart from its call.</summary>
    public static NfsReadReply DecodeRead(byte[] body)
    {
        var reader = new NfsReplyReader(body);
        var status = reader.Status();
        var attributes = reader.OptionalAttributes();
        if (status != NfsV3Status.Ok)
        {
            return new NfsReadReply(status, attributes, [], false);
        }

        var count = reader.UInt32();
        var endOfFile = reader.Bool();
        var data = reader.Opaque();
        Assert.Equal(count, (uint)data.Length);
        return new NfsReadReply(status, attributes, data, endOfFile);
    }

    public async Task<NfsWriteReply> WriteAsync(byte[] file, ulong offset, byte[] data, WriteStability stability = WriteStability.FileSync)
    {
        var reader = new NfsReplyReader(await CallAsync(7, writer =>
        {
            WriteRange(writer, file, offset, (uint)data.Length);
            writer.WriteUInt32((uint)stability);
            writer.WriteOpaque(data);
        }));
        var status = reader.Status();
        var wcc = reader.Wcc();
        return status == NfsV3Status.Ok
            ? new NfsWriteReply(status, wcc, reader.UInt32(), (WriteStability)reader.UInt32(), reader.UInt64())
            : new NfsWriteReply(status, wcc, 0, default, 0);
    }

    public Task<NfsNewReply> CreateAsync(
        byte[] directory, string name, CreateDisposition disposition = CreateDisposition.Guarded, uint? mode = null, ulong? size = null, ulong verifier = 0) =>
        CallNewAsync(8, writer =>
        {
            WriteName(writer, directory, Encoding.UTF8.GetBytes(name));
            writer.WriteUInt32((uint)disposition);
            if (disposition == CreateDisposition.Exclusive)
            {
                writer.WriteUInt64(verifier);
            }
            else
            {
                WriteAttributes(writer, mode, size);
            }
        });

    public Task<NfsNewReply> MakeDirectoryAsync(byte[] directory, string name, uint? mode = null) => CallNewAsync(9, writer =>
    {
        WriteName(writer, directory, Encoding.UTF8.GetBytes(name));
        WriteAttributes(writer, mode);
    });

    public Task<NfsNewReply> SymbolicLinkAsync(byte[] directory, string name, byte[] target) => CallNewAsync(10, writer =>
    {
        WriteName(writer, directory, Encoding.UTF8.GetBytes(name));
        writer.WriteFixedOpaque(NoAttributes);
        writer.WriteOpaque(target);
    });

    public Task<NfsNewReply> MakeNodeAsync(byte[] directory, string name, uint type, uint major = 0, uint minor = 0) => CallNewAsync(11, writer =>
    {
        WriteName(writer, directory, Encoding.UTF8.GetBytes(name));
        writer.WriteUInt32(type);
        writer.WriteFixedOpaque(NoAttributes);
        writer.WriteUInt32(major);
        writer.WriteUInt32(minor);
    });

    public Task<NfsChangeReply> RemoveAsync(byte[] directory, string name) => CallChangeAsync(12, directory, name);

    public Task<NfsChangeReply> RemoveDirectoryAsync(byte[] directory, string name) => CallChangeAsync(13, directory, name);

    public async Task<NfsRenameReply> RenameAsync(byte[] fromDirectory, string from, byte[] toDirectory, string to)
    {
        var reader = new NfsReplyReader(await CallAsync(14, writer =>
        {
            WriteName(writer, fromDirectory, Encoding.UTF8.GetBytes(from));
            WriteName(writer, toDirectory, Encoding.UTF8.GetBytes(to));
        }));
        return new NfsRenameReply(reader.Status(), reader.Wcc(), reader.Wcc());
    }

    public async Task<NfsLinkReply> LinkAsync(byte[] node, byte[] directory, string name)
    {
        var reader = new NfsReplyReader(await CallAsync(15, writer =>
        {
            writer.WriteOpaque(node);
            WriteName(writer, directory, Encoding.UTF8.GetBytes(name));
        }));
        return new NfsLinkReply(reader.Status(), reader.OptionalAttributes(), reader.Wcc());
    }

    public async Task<NfsListReply> ReadDirAsync(byte[] directory, ulong cookie = 0, uint count = 8192, ulong verifier = 0) =>
        DecodeList(await CallAsync(16, writer =>
        {
            writer.WriteOpaque(directory);
            writer.WriteUInt64(cookie);
            writer.WriteUInt64(verifier);
            writer.WriteUInt32(count);
        }), plus: false);

    public async Task<NfsListReply> ReadDirPlusAsync(byte[] directory, ulong cookie = 0, uint nameBytes = 8192, uint replyBytes = 32768) =>
        DecodeList(await CallAsync(17, writer =>
        {
            writer.WriteOpaque(directory);
            writer.WriteUInt64(cookie);
            writer.WriteUInt64(0);
            writer.WriteUInt32(nameBytes);
            writer.WriteUInt32(replyBytes);
        }), plus: true);

    /// <summary>Lists a whole directory by as many READDIRPLUS calls as it takes.</summary>
    public async Task<IReadOnlyList<NfsEntry>> ListAsync(byte[] directory, uint replyBytes = 32768)
    {
        var entries = new List<NfsEntry>();
        while (true)
        {
            var reply = await ReadDirPlusAsync(directory, entries.Count == 0 ? 0 : entries[^1].Cookie, replyBytes, replyBytes);
            Assert.Equal(NfsV3Status.Ok, reply.Status);
            entries.AddRange(reply.Entries);
            if (reply.IsComplete)
            {
                return entries;
            }
        }
    }

    public Task<NfsFieldsReply> FsStatAsync(byte[] root) => CallFieldsAsync(18, root);

    public Task<NfsFieldsReply> FsInfoAsync(byte[] root) => CallFieldsAsync(19, root);

    public Task<NfsFieldsReply> PathConfAsync(byte[] node) => CallFieldsAsync(20, node);

    public async Task<NfsCommitReply> CommitAsync(byte[] file)
    {
        var reader = new NfsReplyReader(await CallAsync(21, writer => WriteRange(writer, file, 0, 0)));
        var status = reader.Status();
        var wcc = reader.Wcc();
        return new NfsCommitReply(status, wcc, status == NfsV3Status.Ok ? reader.UInt64() : 0);
    }

    /// <summary>The arguments of a READ, for a call that is sent apart from its reply.</summary>
    public static byte[] EncodeRead(byte[] file, ulong offset, uint count) => Encode(writer => WriteRange(writer, file, offset, count));

    /// <summary>The arguments of REMOVE or RMDIR.</summary>
    public static byte[] EncodeName(byte[] directory, string name) => Encode(writer => WriteName(writer, directory, Encoding.UTF8.GetBytes(name)));

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Rpc.DisposeAsync();

    private static byte[] Encode(Action<XdrWriter> write)
    {
        using var writer = new XdrWriter();
        write(writer);
        return writer.Written.ToArray();
    }

    private static byte[] Accepted(RpcTestReply reply)
    {
        Assert.True(reply.Accepted);
        Assert.Equal(RpcAcceptStatus.Success, reply.AcceptStatus);
        return reply.Body;
    }

    private static void WriteName(XdrWriter writer, byte[] directory, byte[] name)
    {
        writer.WriteOpaque(directory);
        writer.WriteOpaque(name);
    }

    private static void WriteRange(XdrWriter writer, byte[] file, ulong offset, uint count)
    {
        writer.WriteOpaque(file);
        writer.WriteUInt64(offset);
        writer.WriteUInt32(count);
    }

    private static void WriteAttributes(XdrWriter writer, uint? mode, ulong? size = null, (uint Seconds, uint Nanoseconds)? modifyTime = null)
    {
        writer.WriteBool(mode.HasValue);
        if (mode is { } bits)
        {
            writer.WriteUInt32(bits);
        }

        writer.WriteBool(false);
        writer.WriteBool(false);
        writer.WriteBool(size.HasValue);
        if (size is { } length)
        {
            writer.WriteUInt64(length);
        }

        writer.WriteUInt32((uint)TimeChangeKind.Keep);
        writer.WriteUInt32((uint)(modifyTime.HasValue ? TimeChangeKind.ClientTime : TimeChangeKind.Keep));
        if (modifyTime is { } time)
        {
            writer.WriteUInt32(time.Seconds);
            writer.WriteUInt32(time.Nanoseconds);
        }
    }

    private static NfsListReply DecodeList(byte[] body, bool plus)
    {
        var reader = new NfsReplyReader(body);
        var status = reader.Status();
        var directory = reader.OptionalAttributes();
        var entries = new List<NfsEntry>();
        if (status != NfsV3Status.Ok)
        {
            return new NfsListReply(status, directory, entries, false, body.Length);
        }

        reader.UInt64();
        while (reader.Bool())
        {
            var (id, name, cookie) = (reader.UInt64(), Encoding.UTF8.GetString(reader.Opaque()), reader.UInt64());
            entries.Add(plus
                ? new NfsEntry(id, name, cookie, reader.OptionalAttributes(), reader.OptionalHandle())
                : new NfsEntry(id, name, cookie, null, null));
        }

        var isComplete = reader.Bool();
        Assert.Equal(0, reader.Remaining);
        return new NfsListReply(status, directory, entries, isComplete, body.Length);
    }

    private async Task<byte[]> CallAsync(uint procedure, Action<XdrWriter> write) =>
        Accepted(await Rpc.CallAsync(NfsV3Program.ProgramNumber, NfsV3Program.ProgramVersion, procedure, Encode(write)));

    private async Task<NfsNewReply> CallNewAsync(uint procedure, Action<XdrWriter> write)
    {
        var reader = new NfsReplyReader(await CallAsync(procedure, write));
        var status = reader.Status();
        return status == NfsV3Status.Ok
            ? new NfsNewReply(status, reader.OptionalHandle(), reader.OptionalAttributes(), reader.Wcc())
            : new NfsNewReply(status, null, null, reader.Wcc());
    }

    private async Task<NfsChangeReply> CallChangeAsync(uint procedure, byte[] directory, string name)
    {
        var reader = new NfsReplyReader(await CallAsync(procedure, writer => WriteName(writer, directory, Encoding.UTF8.GetBytes(name))));
        return new NfsChangeReply(reader.Status(), reader.Wcc());
    }

    private async Task<NfsFieldsReply> CallFieldsAsync(uint procedure, byte[] node)
    {
        var reader = new NfsReplyReader(await CallAsync(procedure, writer => writer.WriteOpaque(node)));
        return new NfsFieldsReply(reader.Status(), reader.OptionalAttributes(), reader.Rest());
    }
}
