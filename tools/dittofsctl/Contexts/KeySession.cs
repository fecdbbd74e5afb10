using DittoFs.Client.Session;

namespace DittoFs.Ctl.Contexts;

/// <summary>The session of a context with an API key: the key is the token, and nothing renews it.</summary>
internal sealed class KeySession(string key) : ISessionStore
{
    /// <inheritdoc/>
    public SessionTokens? Current { get; } = new(key, DateTime.MaxValue, "", DateTime.MaxValue);

    /// <inheritdoc/>
    public Task<SessionTokens> RenewAsync(
        SessionTokens stale, Func<SessionTokens, CancellationToken, Task<SessionTokens>> refresh, CancellationToken cancellationToken) => Task.FromResult(stale);
}
