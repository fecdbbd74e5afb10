namespace DittoFs.Client.Session;

/// <summary>Where the tokens of a session live. Several clients, and several processes, may share one.</summary>
public interface ISessionStore
{
    /// <summary>The present tokens; null when nobody is signed in.</summary>
    SessionTokens? Current { get; }

    /// <summary>
    /// Replaces <paramref name="stale"/> and returns what is good now: by <paramref name="refresh"/>, or, if somebody else has replaced them
    /// already, without it. A refresh token works once, so calls exclude each other; a failure of <paramref name="refresh"/> is passed on.
    /// </summary>
    Task<SessionTokens> RenewAsync(
        SessionTokens stale, Func<SessionTokens, CancellationToken, Task<SessionTokens>> refresh, CancellationToken cancellationToken);
}
