using DittoFs.Protocols.Smb.Sessions;
using DittoFs.Storage.Locking;

namespace DittoFs.Protocols.Smb.Commands;

/// <summary>FLUSH (MS-SMB2 3.3.5.11): what was written is durable when it is answered.</summary>
internal sealed class FlushCommand : SmbCommand<HandleRequest, EmptyResponse>
{
    /// <inheritdoc/>
    protected override async ValueTask<SmbResult<EmptyResponse>> HandleAsync(SmbCall call, HandleRequest request, CancellationToken cancellationToken)
    {
        switch (call.FindOpen(request.File))
        {
            case SmbFileOpen file when !file.Allows(OpenAccess.WriteData | OpenAccess.AppendData):
                return NtStatus.AccessDenied;
            case SmbFileOpen { IsDirectory: false } file:
                var error = await file.FlushAsync(cancellationToken).ConfigureAwait(false);
                return error == Storage.Primitives.FsError.None ? EmptyResponse.Instance : NtStatusMap.ToStatus(error);
            case null:
                return NtStatus.FileClosed;
            default:
                // Names are durable when they are answered, and a pipe has nothing that would last.
                return EmptyResponse.Instance;
        }
    }
}
