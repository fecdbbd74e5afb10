using DittoFs.Protocols.Rpc;
using DittoFs.Protocols.Wire;

namespace DittoFs.Protocols.Portmap.V4.Procedures;

/// <summary>Result of GETTIME: <c>seconds(4)</c> since 1970.</summary>
internal readonly record struct GetTimeResult(uint Seconds) : IRpcResult
{
    /// <inheritdoc/>
    public uint StatusCode => 0;

    /// <inheritdoc/>
    public void Encode(XdrWriter writer) => writer.WriteUInt32(Seconds);
}

/// <summary>GETTIME: the time of day (RFC 1833 §2.2.1).</summary>
internal sealed class GetTimeProcedure(TimeProvider clock) : RpcProcedure<RpcVoid, GetTimeResult>
{
    /// <inheritdoc/>
    protected override ValueTask<GetTimeResult> ExecuteAsync(RpcCall call, RpcVoid args, CancellationToken cancellationToken) =>
        ValueTask.FromResult(new GetTimeResult((uint)clock.GetUtcNow().ToUnixTimeSeconds()));
}
