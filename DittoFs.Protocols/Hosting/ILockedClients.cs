using System.Net;

namespace DittoFs.Protocols.Hosting;

/// <summary>The clients that hold locks without a connection that would end with them: those of NFSv3.</summary>
public interface ILockedClients
{
    /// <summary>Frees all that a client holds or waits for, as if it had restarted. It is not told.</summary>
    /// <param name="client">Where it is.</param>
    /// <param name="name">What it calls itself, with or without its domain.</param>
    /// <returns>How many locks, waits and shares that were.</returns>
    ValueTask<int> ReleaseAsync(IPAddress client, string name);
}
