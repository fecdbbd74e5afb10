using DittoFs.Protocols.Wire;

namespace DittoFs.Protocols.Rpc;

/// <summary>
/// Writes what stands in front of a result (RFC 5531 §9, §11).
/// <code>
/// record mark(4) xid(4) type=1(4) reply_stat=0(4) verifier: flavor=0(4) length=0(4) accept_stat(4)
/// </code>
/// </summary>
internal static class RpcReplyWriter
{
    /// <summary>The bit of a record mark that says "this fragment is the last".</summary>
    public const uint LastFragment = 0x8000_0000;

    /// <summary>The length of the record mark.</summary>
    public const int MarkBytes = sizeof(uint);

    private const uint Accepted = 0;
    private const uint Denied = 1;
    private const uint DeniedRpcMismatch = 0;
    private const uint DeniedAuthError = 1;

    /// <summary>Begins the reply of a call that was accepted; the result or nothing follows.</summary>
    public static void WriteAccepted(XdrWriter reply, uint xid, RpcAcceptStatus status)
    {
        Begin(reply, xid, Accepted);
        reply.WriteUInt32((uint)RpcAuthFlavor.None);
        reply.WriteUInt32(0);
        reply.WriteUInt32((uint)status);
    }

    /// <summary>The reply to a version of a program that is not served.</summary>
    public static void WriteProgramMismatch(XdrWriter reply, uint xid, uint lowest, uint highest)
    {
        WriteAccepted(reply, xid, RpcAcceptStatus.ProgramMismatch);
        reply.WriteUInt32(lowest);
        reply.WriteUInt32(highest);
    }

    /// <summary>The reply to a version of RPC itself that is not spoken.</summary>
    public static void WriteRpcMismatch(XdrWriter reply, uint xid)
    {
        Begin(reply, xid, Denied);
        reply.WriteUInt32(DeniedRpcMismatch);
        reply.WriteUInt32(RpcCallHeader.RpcVersionSpoken);
        reply.WriteUInt32(RpcCallHeader.RpcVersionSpoken);
    }

    /// <summary>The reply to a credential that is not taken.</summary>
    public static void WriteAuthError(XdrWriter reply, uint xid, RpcAuthStatus status)
    {
        Begin(reply, xid, Denied);
        reply.WriteUInt32(DeniedAuthError);
        reply.WriteUInt32((uint)status);
    }

    /// <summary>Puts the length into the record mark: the reply is one fragment.</summary>
    public static void Finish(XdrWriter reply) => reply.PatchUInt32(0, LastFragment | (uint)(reply.Position - MarkBytes));

    private static void Begin(XdrWriter reply, uint xid, uint replyStatus)
    {
        reply.Rewind(0);
        reply.WriteUInt32(0);
        reply.WriteUInt32(xid);
        reply.WriteUInt32((uint)RpcMessageType.Reply);
        reply.WriteUInt32(replyStatus);
    }
}
