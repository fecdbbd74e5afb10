namespace DittoFs.Protocols.Rpc;

/// <summary>Calls programs elsewhere: the portmapper of this machine and of clients, and what clients serve for the locks that they hold here.</summary>
internal interface IRpcCaller
{
    /// <summary>Makes one call, and waits for its answer for a few seconds at most.</summary>
    /// <param name="target">Who is called.</param>
    /// <param name="procedure">The procedure.</param>
    /// <param name="arguments">Its arguments, encoded; used until the task completes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The result of a call that succeeded, as far as RPC goes; null when there was no answer, or another one.</returns>
    Task<ReadOnlyMemory<byte>?> CallAsync(RpcTarget target, uint procedure, ReadOnlyMemory<byte> arguments, CancellationToken cancellationToken);
}
