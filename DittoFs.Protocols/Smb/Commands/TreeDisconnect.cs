namespace DittoFs.Protocols.Smb.Commands;

/// <summary>TREE_DISCONNECT (MS-SMB2 3.3.5.8): leaves a share and closes what is open in it.</summary>
internal sealed class TreeDisconnectCommand : SmbCommand<EmptyRequest, EmptyResponse>
{
    /// <inheritdoc/>
    protected override async ValueTask<SmbResult<EmptyResponse>> HandleAsync(SmbCall call, EmptyRequest request, CancellationToken cancellationToken)
    {
        var tree = call.RequiredTree;
        call.RequiredSession.RemoveTree(tree.Id);
        call.Connection.Server.Trees.Remove(tree);
        await CloseCommand.CloseAllAsync(call.RequiredSession, call.RequiredSession.Opens.Where(candidate => candidate.Tree == tree)).ConfigureAwait(false);
        return EmptyResponse.Instance;
    }
}
