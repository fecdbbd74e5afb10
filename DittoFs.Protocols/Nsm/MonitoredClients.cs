using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace DittoFs.Protocols.Nsm;

/// <summary>The clients that hold locks, kept over restarts: a client is noted, durably, before its first lock is answered.</summary>
internal sealed class MonitoredClients(INsmStateFile file, TimeProvider clock, ILogger<MonitoredClients> log) : IDisposable
{
    /// <summary>Clients that can hold locks at the same time.</summary>
    public const int ClientsMax = 4096;

    private readonly SemaphoreSlim oneWriter = new(1);
    private readonly ConcurrentDictionary<(IPAddress Address, string Name), MonitoredClient> clients = new();

    /// <summary>The number of this server's life; 0 before <see cref="LoadAsync"/>.</summary>
    public int State { get; private set; }

    /// <summary>The clients.</summary>
    public IReadOnlyCollection<MonitoredClient> All => [.. clients.Values];

    /// <summary>Begins a new life: reads who held locks in the last one. They stay noted until <see cref="RemoveAsync"/>.</summary>
    /// <returns>False if that can't be read; then nobody is known, and somebody may have held locks.</returns>
    public async Task<bool> LoadAsync()
    {
        await oneWriter.WaitAsync().ConfigureAwait(false);
        try
        {
            var isKnown = TryRead(out var document);
            foreach (var client in document.Clients)
            {
                var known = new MonitoredClient(IPAddress.Parse(client.Address), client.Name, IPAddress.Parse(client.ServerAddress)) { LastUse = clock.GetTimestamp() };
                clients[(known.Address, known.Name)] = known;
            }

            State = document.State;
            return await TryWriteAsync([.. clients.Values]).ConfigureAwait(false) && isKnown;
        }
        finally
        {
            oneWriter.Release();
        }
    }

    /// <summary>Notes a client; at once if it is known.</summary>
    /// <returns>False if it can't be: there are too many, or the disk fails.</returns>
    public ValueTask<bool> AddAsync(IPAddress address, string name, IPAddress serverAddress)
    {
        if (!clients.TryGetValue((address, name), out var known))
        {
            return new ValueTask<bool>(AddNewAsync(new MonitoredClient(address, name, serverAddress)));
        }

        known.LastUse = clock.GetTimestamp();
        return ValueTask.FromResult(true);
    }

    /// <summary>Forgets clients. If the disk fails they stay known, which does no harm.</summary>
    public async Task RemoveAsync(Func<MonitoredClient, bool> isForgotten)
    {
        await oneWriter.WaitAsync().ConfigureAwait(false);
        try
        {
            var forgotten = clients.Values.Where(isForgotten).ToList();
            if (forgotten.Count > 0 && await TryWriteAsync([.. clients.Values.Except(forgotten)]).ConfigureAwait(false))
            {
                forgotten.ForEach(client => clients.TryRemove((client.Address, client.Name), out _));
            }
        }
        finally
        {
            oneWriter.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => oneWriter.Dispose();

    private async Task<bool> AddNewAsync(MonitoredClient client)
    {
        client.LastUse = clock.GetTimestamp();
        await oneWriter.WaitAsync().ConfigureAwait(false);
        try
        {
            if (clients.ContainsKey((client.Address, client.Name)))
            {
                return true;
            }

            if (clients.Count >= ClientsMax || !await TryWriteAsync([.. clients.Values, client]).ConfigureAwait(false))
            {
                return false;
            }

            clients[(client.Address, client.Name)] = client;
            return true;
        }
        finally
        {
            oneWriter.Release();
        }
    }

    /// <summary>Reads the last life's content and makes it this one's; false if there is one that can't be read.</summary>
    private bool TryRead(out NsmStateDocument document)
    {
        try
        {
            var content = file.Read();
            var last = content is null ? new NsmStateDocument(-1, []) : JsonSerializer.Deserialize(content, NsmStateJson.Default.NsmStateDocument)!;
            document = last with { State = last.State + 2 };
            return document.Clients.All(client => IPAddress.TryParse(client.Address, out _) && IPAddress.TryParse(client.ServerAddress, out _))
                ? true
                : throw new JsonException("An address is none.");
        }
        catch (Exception damaged) when (damaged is IOException or UnauthorizedAccessException or JsonException)
        {
            // Odd, and larger than any number of lives.
            NsmLog.StateUnreadable(log, damaged.Message);
            document = new NsmStateDocument((int)clock.GetUtcNow().ToUnixTimeSeconds() | 1, []);
            return false;
        }
    }

    private async Task<bool> TryWriteAsync(IReadOnlyList<MonitoredClient> wanted)
    {
        var document = new NsmStateDocument(
            State, [.. wanted.Select(client => new NsmClientDocument(client.Address.ToString(), client.Name, client.ServerAddress.ToString()))]);
        var content = JsonSerializer.SerializeToUtf8Bytes(document, NsmStateJson.Default.NsmStateDocument);
        try
        {
            await Task.Run(() => file.Replace(content)).ConfigureAwait(false);
            return true;
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            NsmLog.StateNotWritten(log, failed.Message);
            return false;
        }
    }
}
