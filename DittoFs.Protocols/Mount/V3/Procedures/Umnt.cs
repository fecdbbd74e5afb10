using DittoFs.Protocols.Mount.V3.Types;
using DittoFs.Protocols.Rpc;
using DittoFs.Protocols.Wire;

namespace DittoFs.Protocols.Mount.V3.Procedures;

/// <summary>Arguments of UMNT: <c>dirpath</c>.</summary>
internal readonly record struct UmntArgs(MountPath Path) : IWireDecodable<UmntArgs>
{
    /// <inheritdoc/>
    public static bool TryDecode(ref XdrReader reader, out UmntArgs value)
    {
        var read = MountPath.TryDecode(ref reader, out var path);
        value = new UmntArgs(path);
        return read;
    }
}

/// <summary>UMNT: takes one entry of this client from the mount table (RFC 1813 §5.2.3). Handles stay good.</summary>
internal sealed class UmntProcedure(MountTable mounts) : RpcProcedure<UmntArgs, RpcVoid>
{
    /// <inheritdoc/>
    protected override ValueTask<RpcVoid> ExecuteAsync(RpcCall call, UmntArgs args, CancellationToken cancellationToken)
    {
        mounts.Remove(call.Peer.Address, args.Path.ToString());
        return default;
    }
}
