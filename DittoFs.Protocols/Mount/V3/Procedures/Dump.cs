using System.Text;
using DittoFs.Protocols.Rpc;
using DittoFs.Protocols.Wire;

namespace DittoFs.Protocols.Mount.V3.Procedures;

/// <summary>Result of DUMP: a list of <c>hostname dirpath</c>.</summary>
internal readonly record struct DumpResult(IReadOnlyList<MountEntry> Mounts) : IRpcResult
{
    /// <inheritdoc/>
    public uint StatusCode => 0;

    /// <inheritdoc/>
    public void Encode(XdrWriter writer)
    {
        foreach (var mount in Mounts)
        {
            writer.WriteBool(true);
            writer.WriteOpaque(Encoding.UTF8.GetBytes(mount.Client.ToString()));
            writer.WriteOpaque(Encoding.UTF8.GetBytes(mount.Path));
        }

        writer.WriteBool(false);
    }
}

/// <summary>DUMP: who has mounted what (RFC 1813 §5.2.2).</summary>
internal sealed class DumpProcedure(MountTable mounts) : RpcProcedure<RpcVoid, DumpResult>
{
    /// <inheritdoc/>
    protected override ValueTask<DumpResult> ExecuteAsync(RpcCall call, RpcVoid args, CancellationToken cancellationToken) =>
        ValueTask.FromResult(new DumpResult(mounts.List()));
}
