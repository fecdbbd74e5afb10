using System.Runtime.CompilerServices;
using DittoFs.Protocols.Authentication;
using DittoFs.Protocols.Wire;
using Microsoft.Extensions.Logging;

namespace DittoFs.Protocols.Rpc;

/// <summary>What becomes of a call after dispatch.</summary>
internal enum RpcDisposition
{
    /// <summary>Its reply is complete and is to be sent.</summary>
    Reply,

    /// <summary>It gets no reply.</summary>
    Drop,

    /// <summary>The record is no call at all: the connection can't be trusted further.</summary>
    Malformed,
}

/// <summary>
/// Brings calls to procedures: header, program, version, row, credential, retransmission, run. Whatever goes wrong on the way has its answer
/// in RFC 5531 §9. Serves any number of connections at once.
/// </summary>
internal sealed class RpcDispatcher(
    RpcPrograms programs, ReplyCache replyCache, ICredentialLookup credentials, RpcMetrics metrics, TimeProvider clock, ILogger log)
{
    /// <summary>Dispatches one call. It completes at once when the procedure does.</summary>
    public ValueTask<RpcDisposition> DispatchAsync(RpcCall call, CancellationToken cancellationToken)
    {
        call.StartedAt = clock.GetTimestamp();
        var reader = new XdrReader(call.Record);
        if (!RpcCallHeader.TryDecode(ref reader, out var header))
        {
            return ValueTask.FromResult(RpcDisposition.Malformed);
        }

        call.Header = header;
        call.Arguments = reader.Rest;
        if (!TryRoute(call, out var row) || !TryIdentify(call, row))
        {
            RpcReplyWriter.Finish(call.Reply);
            return ValueTask.FromResult(RpcDisposition.Reply);
        }

        call.Row = row;
        return row.Mutates ? InvokeOnceAsync(call, row, cancellationToken) : InvokeAsync(call, row, cancellationToken);
    }

    private bool TryRoute(RpcCall call, out RpcProcedureRow row)
    {
        row = null!;
        var header = call.Header;
        if (header.RpcVersion != RpcCallHeader.RpcVersionSpoken)
        {
            RpcReplyWriter.WriteRpcMismatch(call.Reply, header.Xid);
            return false;
        }

        foreach (var program in programs.Served)
        {
            if (program.Number == header.Program && program.Version == header.Version)
            {
                return TryFindRow(call, program, out row);
            }
        }

        RefuseProgram(call);
        return false;
    }

    private static bool TryFindRow(RpcCall call, RpcProgram program, out RpcProcedureRow row)
    {
        row = program.FindRow(call.Header.Procedure)!;
        if (row is not null && call.Arguments.Length <= row.BodyBytesMax)
        {
            return true;
        }

        var status = row is null ? RpcAcceptStatus.ProcedureUnavailable : RpcAcceptStatus.GarbageArguments;
        row?.Counts.Add(status, 0);
        RpcReplyWriter.WriteAccepted(call.Reply, call.Header.Xid, status);
        return false;
    }

    private void RefuseProgram(RpcCall call)
    {
        var (lowest, highest) = (uint.MaxValue, uint.MinValue);
        foreach (var program in programs.Served)
        {
            if (program.Number == call.Header.Program)
            {
                (lowest, highest) = (Math.Min(lowest, program.Version), Math.Max(highest, program.Version));
            }
        }

        if (lowest > highest)
        {
            RpcReplyWriter.WriteAccepted(call.Reply, call.Header.Xid, RpcAcceptStatus.ProgramUnavailable);
        }
        else
        {
            RpcReplyWriter.WriteProgramMismatch(call.Reply, call.Header.Xid, lowest, highest);
        }
    }

    private bool TryIdentify(RpcCall call, RpcProcedureRow row)
    {
        if (!row.NeedsCaller || call.Header.Flavor == RpcAuthFlavor.None)
        {
            return true;
        }

        if (call.Header.Flavor != RpcAuthFlavor.Sys)
        {
            RpcReplyWriter.WriteAuthError(call.Reply, call.Header.Xid, RpcAuthStatus.RejectedCredential);
            return false;
        }

        if (call.Peer.FindIdentity(call.Header.Credential, credentials.Current) is not { } context)
        {
            RpcReplyWriter.WriteAuthError(call.Reply, call.Header.Xid, RpcAuthStatus.BadCredential);
            return false;
        }

        call.Context = context;
        return true;
    }

    private ValueTask<RpcDisposition> InvokeOnceAsync(RpcCall call, RpcProcedureRow row, CancellationToken cancellationToken)
    {
        var key = ReplyKey.Of(call);
        switch (replyCache.Begin(key, call.Reply, out var ticket, out var running))
        {
            case ReplyCacheOutcome.Replayed:
                metrics.CountReplay();
                return ValueTask.FromResult(RpcDisposition.Reply);
            case ReplyCacheOutcome.Running:
                metrics.CountReplay();
                return JoinAsync(call, running!);
            default:
                var execution = InvokeAsync(call, row, cancellationToken);
                return execution.IsCompletedSuccessfully
                    ? ValueTask.FromResult(Keep(call, key, ticket, execution.Result))
                    : KeepAsync(call, key, ticket, execution);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<RpcDisposition> KeepAsync(RpcCall call, ReplyKey key, ReplyTicket ticket, ValueTask<RpcDisposition> execution) =>
        Keep(call, key, ticket, await execution.ConfigureAwait(false));

    private RpcDisposition Keep(RpcCall call, in ReplyKey key, ReplyTicket ticket, RpcDisposition disposition)
    {
        if (disposition == RpcDisposition.Reply)
        {
            replyCache.Complete(key, ticket, call.Reply.Written);
        }
        else
        {
            replyCache.Forget(key, ticket);
        }

        return disposition;
    }

    private static async ValueTask<RpcDisposition> JoinAsync(RpcCall call, Task<byte[]?> running)
    {
        if (await running.ConfigureAwait(false) is not { } reply)
        {
            return RpcDisposition.Drop;
        }

        call.Reply.Rewind(0);
        reply.CopyTo(call.Reply.Take(reply.Length));
        return RpcDisposition.Reply;
    }

    private ValueTask<RpcDisposition> InvokeAsync(RpcCall call, RpcProcedureRow row, CancellationToken cancellationToken)
    {
        RpcReplyWriter.WriteAccepted(call.Reply, call.Header.Xid, RpcAcceptStatus.Success);
        ValueTask<RpcAcceptStatus> execution;
        try
        {
            execution = row.Procedure.InvokeAsync(call, cancellationToken);
        }
        catch (Exception fault)
        {
            return ValueTask.FromResult(Fail(call, row, fault));
        }

        return execution.IsCompletedSuccessfully
            ? ValueTask.FromResult(Finish(call, row, execution.Result))
            : FinishAsync(call, row, execution, cancellationToken);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<RpcDisposition> FinishAsync(
        RpcCall call, RpcProcedureRow row, ValueTask<RpcAcceptStatus> execution, CancellationToken cancellationToken)
    {
        try
        {
            return Finish(call, row, await execution.ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return RpcDisposition.Drop;
        }
        catch (Exception fault)
        {
            return Fail(call, row, fault);
        }
    }

    private RpcDisposition Fail(RpcCall call, RpcProcedureRow row, Exception fault)
    {
        RpcLog.ProcedureFailed(log, fault, row.Name, call.Peer.Address);
        return Finish(call, row, RpcAcceptStatus.SystemError);
    }

    private RpcDisposition Finish(RpcCall call, RpcProcedureRow row, RpcAcceptStatus status)
    {
        if (status != RpcAcceptStatus.Success)
        {
            RpcReplyWriter.WriteAccepted(call.Reply, call.Header.Xid, status);
        }

        RpcReplyWriter.Finish(call.Reply);
        row.Counts.Add(status, call.Status);
        metrics.RecordDuration(row, clock.GetElapsedTime(call.StartedAt));
        return RpcDisposition.Reply;
    }
}
