using DittoFs.Storage.Locking;

namespace DittoFs.Protocols.Smb.Commands;

/// <summary>FLUSH (MS-SMB2 3.3.5.11): what was written is durable when it is answered.</summary>
internal sealed class FlushCommand : SmbCommand<HandleRequest, EmptyResponse>
{
    /// <inheritdoc/>
    protected override async ValueTask<SmbResult<EmptyResponse>> HandleAsync(SmbCall call, HandleRequest request, CancellationToken cancellationToken)
    {
        if (call.FindOpen(request.File) is not { } open)
        {
            return NtStatus.FileClosed;
        }

        if (!open.Allows(OpenAccess.WriteData | OpenAccess.AppendData))
        {
            return NtStatus.AccessDenied;
        }

        var committed = await open.FileSystem.CommitAsync(open.Context, open.Node, cancellationToken).ConfigureAwait(false);
        return committed.IsSuccess ? EmptyResponse.Instance : NtStatusMap.ToStatus(committed.Error);
    }
}
