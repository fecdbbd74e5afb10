namespace DittoFs.Client.Session;

/// <summary>A session that ends with the process.</summary>
public sealed class MemorySessionStore(SessionTokens? tokens = null) : ISessionStore, IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private volatile SessionTokens? _current = tokens;

    /// <inheritdoc/>
    public SessionTokens? Current
    {
        get => _current;
        set => _current = value;
    }

    /// <inheritdoc/>
    public async Task<SessionTokens> RenewAsync(
        SessionTokens stale, Func<SessionTokens, CancellationToken, Task<SessionTokens>> refresh, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_current is { } present && present != stale)
            {
                return present;
            }

            return _current = await refresh(stale, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();
}
