using System.Collections.Concurrent;

namespace DittoFs.Protocols.Smb.Sessions;

/// <summary>A call whose interim response was sent (MS-SMB2 3.3.4.2); its final response comes later.</summary>
/// <param name="Id">The async id that both responses carry.</param>
/// <param name="MessageId">The request's number.</param>
/// <param name="Session">Whose call it is.</param>
/// <param name="Cancellation">Makes it give up.</param>
/// <param name="Token">The token of that, which is usable after the source was disposed of.</param>
internal sealed record PendingCall(ulong Id, ulong MessageId, SmbSession Session, CancellationTokenSource Cancellation, CancellationToken Token);

/// <summary>The calls of a connection that wait for something, so that CANCEL finds them. Credits bound how many there are.</summary>
internal sealed class PendingCalls
{
    private readonly ConcurrentDictionary<ulong, PendingCall> calls = [];
    private long lastId;

    /// <summary>Notes a call that begins to wait.</summary>
    public PendingCall Add(ulong messageId, SmbSession session, CancellationToken abort)
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(abort);
        var call = new PendingCall((ulong)Interlocked.Increment(ref lastId), messageId, session, source, source.Token);
        calls[call.Id] = call;
        if (session.HasEnded)
        {
            // Whoever ended it may have looked here before.
            CancelOf(session);
        }

        return call;
    }

    /// <summary>Forgets a call that has ended.</summary>
    public void Remove(PendingCall call)
    {
        if (calls.TryRemove(call.Id, out _))
        {
            call.Cancellation.Dispose();
        }
    }

    /// <summary>Makes the call with that async id give up, if there is one.</summary>
    public void CancelById(ulong id, SmbSession session) => Cancel(call => call.Id == id && call.Session == session);

    /// <summary>Makes the call with that message id give up, if it waits.</summary>
    public void CancelByMessage(ulong messageId, SmbSession session) => Cancel(call => call.MessageId == messageId && call.Session == session);

    /// <summary>Makes all calls of a session give up.</summary>
    public void CancelOf(SmbSession session) => Cancel(call => call.Session == session);

    /// <summary>Makes all calls give up.</summary>
    public void CancelAll() => Cancel(_ => true);

    private void Cancel(Func<PendingCall, bool> matches)
    {
        foreach (var call in calls.Values)
        {
            // One that is gone from the table has disposed of its source.
            if (matches(call) && calls.TryRemove(call.Id, out _))
            {
                call.Cancellation.Cancel();
                call.Cancellation.Dispose();
            }
        }
    }
}
