namespace DittoFs.Protocols.Smb.Commands;

/// <summary>LOGOFF (MS-SMB2 3.3.5.6): ends the session and closes what it has open.</summary>
internal sealed class LogoffCommand : SmbCommand<EmptyRequest, EmptyResponse>
{
    /// <inheritdoc/>
    protected override async ValueTask<SmbResult<EmptyResponse>> HandleAsync(SmbCall call, EmptyRequest request, CancellationToken cancellationToken)
    {
        await call.Connection.EndSessionAsync(call.RequiredSession).ConfigureAwait(false);
        return EmptyResponse.Instance;
    }
}
