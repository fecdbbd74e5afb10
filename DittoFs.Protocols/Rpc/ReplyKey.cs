using System.IO.Hashing;

namespace DittoFs.Protocols.Rpc;

/// <summary>
/// What makes a call the retransmission of another: the client's address without its port (a client may come back from another one),
/// the number it gave the call, the procedure, and the arguments by length and by a checksum of their beginning.
/// </summary>
internal readonly record struct ReplyKey(UInt128 Client, uint Xid, uint Program, uint Version, uint Procedure, int ArgumentsLength, ulong Checksum)
{
    /// <summary>Covers handles and names whole, and enough of a WRITE's data.</summary>
    private const int ChecksumBytesMax = 1024;

    /// <summary>The key of <paramref name="call"/>.</summary>
    public static ReplyKey Of(RpcCall call)
    {
        var arguments = call.Arguments.Span;
        var checksum = XxHash3.HashToUInt64(arguments[..Math.Min(arguments.Length, ChecksumBytesMax)]);
        var header = call.Header;
        return new ReplyKey(call.Peer.AddressKey, header.Xid, header.Program, header.Version, header.Procedure, arguments.Length, checksum);
    }
}
