using DittoFs.Protocols.Smb.Framing;
using DittoFs.Protocols.Smb.Sessions;
using DittoFs.Protocols.Wire;

namespace DittoFs.Protocols.Smb.Commands;

/// <summary>One request on its way through a command.</summary>
/// <param name="connection">Where it came from.</param>
/// <param name="header">Its header.</param>
/// <param name="message">The whole message, valid until the call has completed.</param>
/// <param name="reply">Where the response goes; its header is already written.</param>
internal sealed class SmbCall(SmbConnection connection, Smb2Header header, Memory<byte> message, LittleEndianWriter reply)
{
    private const int BytesPerCredit = 64 << 10;
    private const int ErrorContextBytes = 8;

    private PendingCall? pending;

    /// <summary>Where it came from.</summary>
    public SmbConnection Connection { get; } = connection;

    /// <summary>The request's header.</summary>
    public Smb2Header Header { get; } = header;

    /// <summary>The whole message with its header: offsets on the wire count from its start.</summary>
    public Memory<byte> Message { get; } = message;

    /// <summary>The reply, behind its header.</summary>
    public LittleEndianWriter Reply { get; } = reply;

    /// <summary>Where the response's header begins in <see cref="Reply"/>.</summary>
    public int ReplyStart { get; init; }

    /// <summary>The sessions that the frame keeps usable until its reply is sent.</summary>
    public required SessionUses Uses { get; init; }

    /// <summary>The session; null only for commands that need none.</summary>
    public SmbSession? Session { get; set; }

    /// <summary>The tree; null only for commands that need none.</summary>
    public SmbTree? Tree { get; set; }

    /// <summary>True if the request came encrypted with the key of its session.</summary>
    public bool IsEncrypted { get; init; }

    /// <summary>True if the call may wait for something that takes its time: nothing behind it in its frame waits for it.</summary>
    public bool MayPend { get; init; }

    /// <summary>Fires when the connection is broken.</summary>
    public CancellationToken Abort { get; init; }

    /// <summary>True once the client was told that the call waits.</summary>
    public bool IsPending => pending is not null;

    /// <summary>What the client knows the waiting call by; 0 for one that does not wait.</summary>
    public ulong AsyncId => pending?.Id ?? 0;

    /// <summary>The open of the message before, for related messages.</summary>
    public SmbFileId? RelatedFile { get; set; }

    /// <summary>The session that the response is for, where a command makes one.</summary>
    public ulong? ReplySessionId { get; set; }

    /// <summary>The tree that the response is for, where a command makes one.</summary>
    public uint? ReplyTreeId { get; set; }

    /// <summary>The session, for commands whose row needs one.</summary>
    public SmbSession RequiredSession => Session ?? throw new InvalidOperationException("The command's row does not ask for a session.");

    /// <summary>The tree, for commands whose row needs one.</summary>
    public SmbTree RequiredTree => Tree ?? throw new InvalidOperationException("The command's row does not ask for a tree.");

    /// <summary>
    /// True if a request that sends and expects at most <paramref name="bytes"/> is no longer than the server allows and has paid for it (MS-SMB2 3.3.5.2.5).
    /// </summary>
    public bool Covers(uint bytes) =>
        bytes <= (uint)Connection.Server.TransferBytesMax && bytes <= (long)Math.Max(Header.CreditCharge, (ushort)1) * BytesPerCredit;

    /// <summary>Writes the body of an error with data (MS-SMB2 2.2.2) that <paramref name="write"/> writes, as it is in every dialect.</summary>
    public void WriteErrorData(Action<LittleEndianWriter> write) => WriteError(write, contextCount: 0);

    /// <summary>Writes the body of an error with data, which 3.1.1 has in an error context (MS-SMB2 2.2.2.1).</summary>
    public void WriteErrorContext(Action<LittleEndianWriter> write)
    {
        if (Connection.Negotiation.Dialect < SmbDialect.Smb311)
        {
            WriteErrorData(write);
            return;
        }

        WriteError(
            writer =>
            {
                var start = writer.Length;
                writer.WriteZeros(ErrorContextBytes);
                write(writer);
                writer.PatchUInt32(start, (uint)(writer.Length - start - ErrorContextBytes));
            },
            contextCount: 1);
    }

    private void WriteError(Action<LittleEndianWriter> write, byte contextCount)
    {
        const ushort FixedBytes = 9;
        Reply.WriteUInt16(FixedBytes);
        Reply.WriteByte(contextCount);
        Reply.WriteByte(0);
        var lengthAt = Reply.Length;
        Reply.WriteUInt32(0);
        write(Reply);
        Reply.PatchUInt32(lengthAt, (uint)(Reply.Length - lengthAt - sizeof(uint)));
    }

    /// <summary>
    /// Tells the client that the call waits, once; from then on CANCEL, the end of its session and that of its connection cancel the token that is returned.
    /// </summary>
    public async ValueTask<CancellationToken> PendAsync()
    {
        pending = Connection.Pending.Add(Header.MessageId, RequiredSession, Abort);
        await Connection.SendInterimAsync(this).ConfigureAwait(false);
        return pending.Token;
    }

    /// <summary>The call has ended: it can't be cancelled any more.</summary>
    public void EndPending()
    {
        if (pending is not null)
        {
            Connection.Pending.Remove(pending);
        }
    }

    /// <summary>The open that <paramref name="file"/> names, in the call's tree; remembers it for related messages.</summary>
    public SmbOpen? FindOpen(SmbFileId file)
    {
        var wanted = file == SmbFileId.Previous && RelatedFile is { } related ? related : file;
        var open = RequiredSession.FindOpen(wanted);
        RelatedFile = wanted;
        return open is not null && open.Tree == Tree ? open : null;
    }

    /// <summary>The open file or directory that <paramref name="file"/> names, in the call's tree; null for a pipe too.</summary>
    public SmbFileOpen? FindFile(SmbFileId file) => FindOpen(file) as SmbFileOpen;
}
