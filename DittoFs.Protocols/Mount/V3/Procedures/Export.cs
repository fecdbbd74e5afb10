using System.Text;
using DittoFs.Protocols.Rpc;
using DittoFs.Protocols.Wire;
using DittoFs.Storage.Files;
using DittoFs.Storage.Shares;

namespace DittoFs.Protocols.Mount.V3.Procedures;

/// <summary>Result of EXPORT: a list of <c>dirpath groups</c>. Groups stay empty: who may mount is decided at MNT, not told to everybody.</summary>
internal readonly record struct ExportResult(IReadOnlyList<IFileSystem> Shares) : IRpcResult
{
    /// <inheritdoc/>
    public uint StatusCode => 0;

    /// <inheritdoc/>
    public void Encode(XdrWriter writer)
    {
        foreach (var share in Shares)
        {
            writer.WriteBool(true);
            writer.WriteOpaque(Encoding.UTF8.GetBytes($"/{share.ShareName.Value}"));
            writer.WriteBool(false);
        }

        writer.WriteBool(false);
    }
}

/// <summary>EXPORT: the shares that there are (RFC 1813 §5.2.5).</summary>
internal sealed class ExportProcedure(IShareCatalog shares) : RpcProcedure<RpcVoid, ExportResult>
{
    /// <inheritdoc/>
    protected override ValueTask<ExportResult> ExecuteAsync(RpcCall call, RpcVoid args, CancellationToken cancellationToken) =>
        ValueTask.FromResult(new ExportResult(shares.Shares));
}
