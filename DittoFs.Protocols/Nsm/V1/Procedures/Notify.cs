using System.Text;
using DittoFs.Protocols.Nlm;
using DittoFs.Protocols.Rpc;
using DittoFs.Protocols.Wire;

namespace DittoFs.Protocols.Nsm.V1.Procedures;

/// <summary>Arguments of NOTIFY: <c>mon_name&lt;&gt; state(4)</c>.</summary>
internal readonly record struct NotifyArgs(string Name, int State) : IWireDecodable<NotifyArgs>
{
    private const int NameBytesMax = 1024;

    /// <inheritdoc/>
    public static bool TryDecode(ref XdrReader reader, out NotifyArgs value)
    {
        uint state = 0;
        var read = reader.TryReadOpaque(NameBytesMax, out var name) && reader.TryReadUInt32(out state);
        value = new NotifyArgs(Encoding.UTF8.GetString(name.Span), (int)state);
        return read;
    }
}

/// <summary>NOTIFY: a client restarted, so the locks of its last life are free. It can only say so of itself: its name goes together with its address.</summary>
internal sealed class NotifyProcedure(LockServer locks) : RpcProcedure<NotifyArgs, RpcVoid>
{
    /// <inheritdoc/>
    protected override async ValueTask<RpcVoid> ExecuteAsync(RpcCall call, NotifyArgs args, CancellationToken cancellationToken)
    {
        await locks.FreeEarlierAsync(call.Peer.Address, args.Name, args.State).ConfigureAwait(false);
        return default;
    }
}
