namespace DittoFs.Protocols.Smb.Sessions;

/// <summary>The sessions whose keys a frame needs until its reply is sent; released together.</summary>
internal sealed class SessionUses : IDisposable
{
    private readonly List<SmbSession> sessions = [];

    /// <summary>Keeps <paramref name="session"/> usable until disposal; null if there is none or it is gone.</summary>
    public SmbSession? Take(SmbSession? session)
    {
        if (session is null || sessions.Contains(session))
        {
            return session;
        }

        if (!session.TryUse())
        {
            return null;
        }

        sessions.Add(session);
        return session;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var session in sessions)
        {
            session.Release();
        }
    }
}
