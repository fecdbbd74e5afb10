using System.Collections.Concurrent;
using System.Net;
using DittoFs.Protocols.Hosting;
using DittoFs.Protocols.Smb.Commands;
using DittoFs.Protocols.Smb.Framing;
using DittoFs.Protocols.Smb.Security;
using DittoFs.Protocols.Transport;
using DittoFs.Protocols.Wire;
using Microsoft.Extensions.Logging;

namespace DittoFs.Protocols.Smb.Sessions;

/// <summary>
/// Serves one connection. The receive loop takes a frame and runs its messages; what does not complete at once is left running and the loop reads on, because a
/// reader that waited for a handler could not see the message that the handler waits for. The client's credits bound what is under way.
/// </summary>
internal sealed partial class SmbConnection : IDisposable
{
    /// <summary>Room in a frame for requests around the largest transfer.</summary>
    private const int FrameExtraBytes = 64 << 10;
    private const int EndedSessionsMax = 16;

    private readonly IWireConnection wire;
    private readonly CommandTable commands;
    private readonly ConnectionEntry entry;
    private readonly ILogger log;
    private readonly DirectTcpReader frames;
    private readonly SemaphoreSlim sending = new(1);
    private readonly ConcurrentDictionary<ulong, SmbSession> sessions = [];
    private readonly ConcurrentQueue<SmbSession> ended = [];
    private readonly ConcurrentDictionary<Task, bool> running = [];

    /// <summary>Prepares to serve <paramref name="wire"/>, which stays its opener's to dispose.</summary>
    public SmbConnection(IWireConnection wire, SmbServerState server, CommandTable commands, ConnectionEntry entry, ILogger log)
    {
        (this.wire, Server, this.commands, this.entry, this.log) = (wire, server, commands, entry, log);
        Credits = new CreditWindow(server.Options.CreditsMax);
        frames = new DirectTcpReader(wire, server.TransferBytesMax + FrameExtraBytes);
    }

    /// <summary>What all connections have in common.</summary>
    public SmbServerState Server { get; }

    /// <summary>The connection's number in the <see cref="ConnectionRegistry"/>.</summary>
    public long Id => entry.Id;

    /// <summary>Where the client is.</summary>
    public IPAddress ClientAddress => wire.ClientAddress;

    /// <summary>Where the client found the server.</summary>
    public IPAddress ServerAddress => wire.LocalAddress;

    /// <summary>What was negotiated; the empty negotiation until then.</summary>
    public Negotiation Negotiation
    {
        get;
        set
        {
            field = value;
            entry.Dialect = SmbDialects.GetName(value.Dialect);
        }
    } = Negotiation.None;

    /// <summary>The hash of what was said while negotiating.</summary>
    public PreauthHash Preauth { get; set; } = PreauthHash.Empty;

    /// <summary>The message ids that the client may use.</summary>
    private CreditWindow Credits { get; }

    /// <summary>The calls that wait, which the client may cancel.</summary>
    public PendingCalls Pending { get; } = new();

    /// <summary>Serves until the client closes or breaks the rules; ends when all calls that were begun have ended and nothing is open.</summary>
    /// <param name="abort">Makes commands give up waiting.</param>
    public async Task RunAsync(CancellationToken abort)
    {
        Server.Accounts.Changed += EndStaleSessions;
        try
        {
            while (await frames.ReadAsync().ConfigureAwait(false) is { } frame)
            {
                entry.AddCall(frame.Length + DirectTcpReader.MarkBytes);
                Begin(frame, abort);
            }
        }
        catch (IOException broken)
        {
            SmbLog.ConnectionBroken(log, ClientAddress, broken.Message);
        }
        catch (InvalidDataException malformed)
        {
            SmbLog.Malformed(log, ClientAddress, malformed.Message);
            Server.Metrics.CountMalformedFrame();
        }
        finally
        {
            Server.Accounts.Changed -= EndStaleSessions;
        }

        // Nobody is left who could wait for an answer.
        Pending.CancelAll();
        await Task.WhenAll(running.Keys).ConfigureAwait(false);
        foreach (var session in sessions.Values)
        {
            await EndSessionAsync(session).ConfigureAwait(false);
        }
    }

    /// <summary>Begins a session.</summary>
    public SmbSession AddSession()
    {
        var session = new SmbSession(Server.NextSession());
        sessions[session.Id] = session;
        return session;
    }

    /// <summary>The session of that number; one that has ended too, whose key is still needed to sign that it has.</summary>
    public SmbSession? FindSession(ulong session) => sessions.GetValueOrDefault(session) ?? ended.FirstOrDefault(candidate => candidate.Id == session);

    /// <summary>Closes everything that a session has open and forgets it. Its keys last until the frames under way that use them are answered.</summary>
    public async ValueTask EndSessionAsync(SmbSession session)
    {
        if (!sessions.TryRemove(session.Id, out _))
        {
            return;
        }

        session.End();
        Server.RemoveSession(session);
        foreach (var tree in session.Trees)
        {
            Server.Trees.Remove(tree);
        }

        await CloseCommand.CloseAllAsync(session, session.Opens).ConfigureAwait(false);
        Pending.CancelOf(session);
        ended.Enqueue(session);
        while (ended.Count > EndedSessionsMax && ended.TryDequeue(out var oldest))
        {
            oldest.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        while (ended.TryDequeue(out var session))
        {
            session.Release();
        }

        frames.Dispose();
        sending.Dispose();
    }

    private void Begin(PooledBuffer frame, CancellationToken abort) => Track(ServeFrameAsync(frame, abort));

    /// <summary>Ends the sessions of accounts that may no longer sign in as they did. On the thread of whoever changed an account, so nothing is waited for.</summary>
    private void EndStaleSessions()
    {
        foreach (var session in sessions.Values)
        {
            if (session.Account is { } account && Server.Accounts.Find(account.Name)?.Stamp != account.Stamp)
            {
                Track(EndSessionAsync(session).AsTask());
            }
        }
    }

    private void Track(Task task)
    {
        if (task.IsCompleted)
        {
            return;
        }

        running[task] = true;
        _ = task.ContinueWith(
            ended => running.TryRemove(ended, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private async Task ServeFrameAsync(PooledBuffer frame, CancellationToken abort)
    {
        using (frame)
        {
            using var reply = new LittleEndianWriter();
            using var uses = new SessionUses();
            reply.WriteZeros(ReplyPrefixBytes);
            try
            {
                var encryptedFor = await AnswerAsync(frame.Memory, uses, reply, abort).ConfigureAwait(false);
                if (reply.Length > ReplyPrefixBytes)
                {
                    await SendAsync(reply, encryptedFor).ConfigureAwait(false);
                }
            }
            catch (InvalidDataException malformed)
            {
                SmbLog.Malformed(log, ClientAddress, malformed.Message);
                Server.Metrics.CountMalformedFrame();
                wire.Abort();
            }
            catch (IOException broken)
            {
                SmbLog.ConnectionBroken(log, ClientAddress, broken.Message);
            }
            catch (OperationCanceledException) when (abort.IsCancellationRequested)
            {
                wire.Abort();
            }
        }
    }
}
