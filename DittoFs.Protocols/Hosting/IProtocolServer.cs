namespace DittoFs.Protocols.Hosting;

/// <summary>
/// A server of one wire protocol that can be started and stopped while the process runs. The methods are not called at the same time.
/// </summary>
public interface IProtocolServer
{
    /// <summary>A short name such as <c>nfs</c>; unique.</summary>
    string Name { get; }

    /// <summary>False when settings say that it should not run.</summary>
    bool IsEnabled { get; }

    /// <summary>How it is now. May be read at any time.</summary>
    ProtocolServerStatus Status { get; }

    /// <summary>
    /// Reads its settings and begins to listen. An address that can't be bound is a <see cref="ProtocolServerState.Failed"/> status, not an exception.
    /// </summary>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Stops listening and reading, and waits until every call that was begun is answered. When <paramref name="cancellationToken"/> fires first,
    /// what is left stays for <see cref="StopAsync"/> to break.
    /// </summary>
    Task DrainAsync(CancellationToken cancellationToken);

    /// <summary>Closes everything at once. After it no call of this server reaches the storage.</summary>
    Task StopAsync();
}
