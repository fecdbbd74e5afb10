using DittoFs.Protocols.Rpc;

namespace DittoFs.Protocols.Mount.V3.Procedures;

/// <summary>UMNTALL: takes all entries of this client from the mount table (RFC 1813 §5.2.4).</summary>
internal sealed class UmntAllProcedure(MountTable mounts) : RpcProcedure<RpcVoid, RpcVoid>
{
    /// <inheritdoc/>
    protected override ValueTask<RpcVoid> ExecuteAsync(RpcCall call, RpcVoid args, CancellationToken cancellationToken)
    {
        mounts.RemoveAll(call.Peer.Address);
        return default;
    }
}
