using System.Collections.Immutable;
using DittoFs.Protocols.Nlm.V4.Procedures;
using DittoFs.Protocols.Nlm.V4.Types;
using DittoFs.Protocols.Rpc;
using DittoFs.Protocols.Wire;

namespace DittoFs.Protocols.Nlm.V4;

/// <summary>What the procedures of the lock manager work with.</summary>
internal sealed record NlmParts(LockServer Server, FileShares Shares, ClientCallbacks Callbacks);

/// <summary>
/// The table of the network lock manager (X/Open XNFS chapters 10 and 14): version 4 with wide offsets, versions 3 and 1 with narrow ones, the latter without what
/// begins at 20. The procedures that only clients serve are not in it: GRANTED, GRANTED_MSG, and the results of messages.
/// </summary>
internal sealed class NlmProgram<TWidth>(NlmParts parts, uint version) : RpcProgram(NlmProcedures.Program, version, $"nlm{version}", MakeRows(parts, version))
    where TWidth : INlmWidth
{
    /// <inheritdoc/>
    public override string NameStatus(uint status) => ((NlmStatus)status).ToString();

    private static ImmutableArray<RpcProcedureRow?> MakeRows(NlmParts parts, uint version)
    {
        var test = new TestOperation<TWidth>(parts.Server);
        var take = new LockOperation<TWidth>(parts.Server, isMonitored: true);
        var cancel = new CancelOperation<TWidth>(parts.Server);
        var unlock = new UnlockOperation<TWidth>(parts.Server);
        ImmutableArray<RpcProcedureRow?> all =
        [
            Row(0, "NULL", new RpcNullProcedure(), needsCaller: false),
            Row(1, "TEST", Answered(test, version)),
            Row(2, "LOCK", Answered(take, version)),
            Row(3, "CANCEL", Answered(cancel, version)),
            Row(4, "UNLOCK", Answered(unlock, version)),
            null,
            Row(6, "TEST_MSG", Message(test, parts, version, NlmProcedures.TestResult)),
            Row(7, "LOCK_MSG", Message(take, parts, version, NlmProcedures.LockResult)),
            Row(8, "CANCEL_MSG", Message(cancel, parts, version, NlmProcedures.CancelResult)),
            Row(9, "UNLOCK_MSG", Message(unlock, parts, version, NlmProcedures.UnlockResult)),
            null,
            null,
            null,
            null,
            null,
            Row(15, "GRANTED_RES", new GrantedResultProcedure(parts.Server), needsCaller: false),
        ];
        return version == NlmProcedures.OldestVersion ? all :
        [
            .. all,
            null,
            null,
            null,
            null,
            Row(20, "SHARE", Answered(new ShareOperation<TWidth>(parts.Shares), version)),
            Row(21, "UNSHARE", Answered(new UnshareOperation<TWidth>(parts.Shares), version)),
            Row(22, "NM_LOCK", Answered(new LockOperation<TWidth>(parts.Server, isMonitored: false), version)),
            Row(23, "FREE_ALL", new FreeAllProcedure(parts.Server), needsCaller: false),
        ];
    }

    private static AnsweredProcedure<TArgs, TResult> Answered<TArgs, TResult>(INlmOperation<TArgs, TResult> operation, uint version)
        where TArgs : IWireDecodable<TArgs>
        where TResult : IRpcResult => new(operation, version);

    private static MessageProcedure<TArgs, TResult> Message<TArgs, TResult>(INlmOperation<TArgs, TResult> operation, NlmParts parts, uint version, uint result)
        where TArgs : IWireDecodable<TArgs>
        where TResult : IRpcResult => new(operation, parts.Callbacks, version, result);

    private static RpcProcedureRow Row(int number, string name, RpcProcedure procedure, bool needsCaller = true) =>
        new(number, name, procedure, needsCaller, Mutates: false, NlmLimits.BodyBytesMax);
}
