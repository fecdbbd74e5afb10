using DittoFs.Protocols.Wire;

namespace DittoFs.Protocols.Rpc;

/// <summary>No arguments, or no result.</summary>
internal readonly record struct RpcVoid : IWireDecodable<RpcVoid>, IRpcResult
{
    /// <inheritdoc/>
    public uint StatusCode => 0;

    /// <inheritdoc/>
    public static bool TryDecode(ref XdrReader reader, out RpcVoid value)
    {
        value = default;
        return true;
    }

    /// <inheritdoc/>
    public void Encode(XdrWriter writer)
    {
        // Nothing is written for void.
    }
}
