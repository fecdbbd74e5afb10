namespace DittoFs.Storage.Blocks.S3;

/// <summary>The limit in time of one request: it ends when nothing has moved for a while, however long the whole takes, or when the caller gives up.</summary>
internal sealed class S3Attempt : IDisposable
{
    private readonly TimeSpan patience;
    private readonly CancellationTokenSource limit;
    private readonly CancellationTokenSource either;

    /// <summary>Begins now.</summary>
    public S3Attempt(TimeSpan patience, TimeProvider clock, CancellationToken cancellationToken)
    {
        this.patience = patience;
        limit = new CancellationTokenSource(patience, clock);
        either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
    }

    /// <summary>Fires when the request is to end.</summary>
    public CancellationToken Token => either.Token;

    /// <summary>Bytes have moved: the limit begins again.</summary>
    public void Progressed() => limit.CancelAfter(patience);

    /// <inheritdoc/>
    public void Dispose()
    {
        either.Dispose();
        limit.Dispose();
    }
}
