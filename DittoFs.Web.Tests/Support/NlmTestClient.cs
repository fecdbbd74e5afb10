using System.Text;
using DittoFs.Protocols.Nlm;
using DittoFs.Protocols.Nlm.V4;
using DittoFs.Protocols.Rpc;
using DittoFs.Protocols.Wire;

namespace DittoFs.Web.Tests.Support;

/// <summary>What TEST tells of a lock that is in the way.</summary>
internal sealed record NlmHolder(bool IsExclusive, int Process, byte[] OwnerHandle, ulong Offset, ulong Length);

/// <summary>The lock manager of a client, version 4.</summary>
/// <param name="rpc">The connection.</param>
/// <param name="name">What it calls itself.</param>
/// <param name="state">The number of its life.</param>
internal sealed class NlmTestClient(RpcTestClient rpc, string name = "client", int state = 1)
{
    private static readonly byte[] Cookie = [1, 2, 3];

    /// <summary>The layer below.</summary>
    public RpcTestClient Rpc => rpc;

    public Task<NlmStatus> LockAsync(byte[] handle, ulong offset, ulong length, bool exclusive = true, bool blocks = false, bool reclaim = false, int process = 1, uint procedure = 2) =>
        CallAsync(procedure, writer =>
        {
            writer.WriteOpaque(Cookie);
            writer.WriteBool(blocks);
            writer.WriteBool(exclusive);
            WriteLock(writer, handle, offset, length, process);
            writer.WriteBool(reclaim);
            writer.WriteUInt32((uint)state);
        });

    public Task<NlmStatus> CancelAsync(byte[] handle, ulong offset, ulong length, bool exclusive = true, int process = 1) => CallAsync(3, writer =>
    {
        writer.WriteOpaque(Cookie);
        writer.WriteBool(true);
        writer.WriteBool(exclusive);
        WriteLock(writer, handle, offset, length, process);
    });

    public Task<NlmStatus> UnlockAsync(byte[] handle, ulong offset, ulong length, int process = 1) => CallAsync(4, writer =>
    {
        writer.WriteOpaque(Cookie);
        WriteLock(writer, handle, offset, length, process);
    });

    public async Task<(NlmStatus Status, NlmHolder? Holder)> TestAsync(byte[] handle, ulong offset, ulong length, bool exclusive = true, int process = 1)
    {
        var body = await SendAsync(1, writer =>
        {
            writer.WriteOpaque(Cookie);
            writer.WriteBool(exclusive);
            WriteLock(writer, handle, offset, length, process);
        });
        var status = ReadStatus(body, out var rest);
        return (status, status == NlmStatus.Denied ? new NlmHolder(rest.Bool(), (int)rest.UInt32(), rest.Opaque(), rest.UInt64(), rest.UInt64()) : null);
    }

    public Task<NlmStatus> ShareAsync(byte[] handle, uint denies, uint access, bool ends = false) => CallAsync(ends ? 21u : 20u, writer =>
    {
        writer.WriteOpaque(Cookie);
        writer.WriteOpaque(Encoding.ASCII.GetBytes(name));
        writer.WriteOpaque(handle);
        writer.WriteOpaque("owner"u8);
        writer.WriteUInt32(denies);
        writer.WriteUInt32(access);
        writer.WriteBool(false);
    });

    public async Task FreeAllAsync() => Assert.Empty(await SendAsync(23, writer =>
    {
        writer.WriteOpaque(Encoding.ASCII.GetBytes(name));
        writer.WriteUInt32(0);
    }));

    /// <summary>A message: the answer to the call itself is empty.</summary>
    public async Task LockByMessageAsync(byte[] handle, ulong offset, ulong length, bool blocks) => Assert.Empty(await SendAsync(7, writer =>
    {
        writer.WriteOpaque(Cookie);
        writer.WriteBool(blocks);
        writer.WriteBool(true);
        WriteLock(writer, handle, offset, length, 1);
        writer.WriteBool(false);
        writer.WriteUInt32((uint)state);
    }));

    public async Task SendGrantedResultAsync(byte[] cookie, NlmStatus status) => Assert.Empty(await SendAsync(15, writer =>
    {
        writer.WriteOpaque(cookie);
        writer.WriteUInt32((uint)status);
    }));

    /// <summary>SM_NOTIFY: this client restarted and has this number of a life now.</summary>
    public async Task NotifyAsync(int present)
    {
        var reply = await rpc.CallAsync(100_024, 1, 6, ScriptedRpcCaller.Encode(writer =>
        {
            writer.WriteOpaque(Encoding.ASCII.GetBytes(name));
            writer.WriteUInt32((uint)present);
        }));
        Assert.Equal(RpcAcceptStatus.Success, reply.AcceptStatus);
    }

    private async Task<NlmStatus> CallAsync(uint procedure, Action<XdrWriter> arguments) => ReadStatus(await SendAsync(procedure, arguments), out _);

    private static NlmStatus ReadStatus(byte[] body, out NfsReplyReader rest)
    {
        rest = new NfsReplyReader(body);
        Assert.Equal(Cookie, rest.Opaque());
        return (NlmStatus)rest.UInt32();
    }

    private async Task<byte[]> SendAsync(uint procedure, Action<XdrWriter> arguments)
    {
        var reply = await rpc.CallAsync(NlmProcedures.Program, NlmProcedures.WideVersion, procedure, ScriptedRpcCaller.Encode(arguments));
        Assert.True(reply.Accepted);
        Assert.Equal(RpcAcceptStatus.Success, reply.AcceptStatus);
        return reply.Body;
    }

    private void WriteLock(XdrWriter writer, byte[] handle, ulong offset, ulong length, int process)
    {
        writer.WriteOpaque(Encoding.ASCII.GetBytes(name));
        writer.WriteOpaque(handle);
        writer.WriteOpaque(Encoding.ASCII.GetBytes($"{process}@{name}"));
        writer.WriteUInt32((uint)process);
        writer.WriteUInt64(offset);
        writer.WriteUInt64(length);
    }
}
