namespace DittoFs.Storage.Blocks.S3;

/// <summary>
/// Hands each answer over on a thread of the pool. The vendor's client reads the bodies of small answers with blocking calls; on the socket engine's thread,
/// where an answer comes in when completions run inline, it would wait for bytes that only this very thread can bring.
/// </summary>
internal sealed class ThreadChangingHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await base.SendAsync(request, cancellationToken);
        }
        finally
        {
            // An await of something that is done already is the only one that always changes the thread.
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        }
    }
}
