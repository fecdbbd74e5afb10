namespace DittoFs.Protocols.Smb.Commands;

/// <summary>ECHO (MS-SMB2 3.3.5.17): the client asks whether the server lives.</summary>
internal sealed class EchoCommand : SmbCommand<EmptyRequest, EmptyResponse>
{
    /// <inheritdoc/>
    protected override ValueTask<SmbResult<EmptyResponse>> HandleAsync(SmbCall call, EmptyRequest request, CancellationToken cancellationToken) =>
        new(EmptyResponse.Instance);
}
