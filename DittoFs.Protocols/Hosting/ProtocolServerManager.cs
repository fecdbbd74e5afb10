namespace DittoFs.Protocols.Hosting;

/// <summary>Starts, stops and restarts the protocol servers while the process runs. Safe to call from several threads: one change at a time.</summary>
public sealed class ProtocolServerManager(IEnumerable<IProtocolServer> servers) : IDisposable
{
    private readonly SemaphoreSlim oneChange = new(1);

    /// <summary>All servers, running or not.</summary>
    public IReadOnlyList<IProtocolServer> Servers { get; } = [.. servers];

    /// <summary>Starts every enabled server. A failure to bind shows in that server's status and leaves the others running.</summary>
    public async Task StartAllAsync(CancellationToken cancellationToken)
    {
        foreach (var server in Servers)
        {
            if (server.IsEnabled)
            {
                await ChangeAsync(() => server.StartAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Stops accepting everywhere, finishes the calls that were begun until <paramref name="deadline"/> fires, then closes everything.</summary>
    public async Task StopAllAsync(CancellationToken deadline) =>
        await ChangeAsync(() => Task.WhenAll(Servers.Select(server => StopGentlyAsync(server, deadline))), CancellationToken.None).ConfigureAwait(false);

    /// <summary>Starts one server.</summary>
    /// <returns>Its status afterwards, or null when there is no server of that name.</returns>
    public async Task<ProtocolServerStatus?> StartAsync(string name, CancellationToken cancellationToken)
    {
        if (Find(name) is not { } server)
        {
            return null;
        }

        await ChangeAsync(() => server.StartAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
        return server.Status;
    }

    /// <summary>Stops one server, finishing the calls that were begun until <paramref name="deadline"/> fires.</summary>
    /// <returns>Its status afterwards, or null when there is no server of that name.</returns>
    public async Task<ProtocolServerStatus?> StopAsync(string name, CancellationToken deadline)
    {
        if (Find(name) is not { } server)
        {
            return null;
        }

        await ChangeAsync(() => StopGentlyAsync(server, deadline), CancellationToken.None).ConfigureAwait(false);
        return server.Status;
    }

    /// <summary>Stops one server and starts it again with its present settings.</summary>
    /// <returns>Its status afterwards, or null when there is no server of that name.</returns>
    public async Task<ProtocolServerStatus?> RestartAsync(string name, CancellationToken deadline)
    {
        if (Find(name) is not { } server)
        {
            return null;
        }

        await ChangeAsync(() => RestartAsync(server, deadline), CancellationToken.None).ConfigureAwait(false);
        return server.Status;
    }

    /// <inheritdoc/>
    public void Dispose() => oneChange.Dispose();

    private static async Task RestartAsync(IProtocolServer server, CancellationToken deadline)
    {
        await StopGentlyAsync(server, deadline).ConfigureAwait(false);
        await server.StartAsync(CancellationToken.None).ConfigureAwait(false);
    }

    private static async Task StopGentlyAsync(IProtocolServer server, CancellationToken deadline)
    {
        await server.DrainAsync(deadline).ConfigureAwait(false);
        await server.StopAsync().ConfigureAwait(false);
    }

    private async Task ChangeAsync(Func<Task> change, CancellationToken cancellationToken)
    {
        await oneChange.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await change().ConfigureAwait(false);
        }
        finally
        {
            oneChange.Release();
        }
    }

    private IProtocolServer? Find(string name) => Servers.FirstOrDefault(server => server.Name == name);
}
