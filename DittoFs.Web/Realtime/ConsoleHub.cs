using Microsoft.AspNetCore.SignalR;

namespace DittoFs.Web.Realtime;

/// <summary>
/// <c>/hubs/console</c>: what the console's own pages see, for others. A client that connects gets each <see cref="IConsoleClient.Tick"/>, and asks for
/// what came before.
/// </summary>
internal sealed class ConsoleHub(ConsoleEventPump pump, ConsoleHistory history, ConsoleFeed feed) : Hub<IConsoleClient>
{
    /// <summary>Where it lies.</summary>
    public const string Path = "/hubs/console";

    /// <summary>The newest second.</summary>
    public ConsoleSnapshot GetSnapshot() => pump.Current;

    /// <summary>The samples after <paramref name="since"/>, oldest first: seconds for the last hour, ten seconds for the last day.</summary>
    public IReadOnlyList<ConsoleSample> GetHistory(DateTimeOffset since) => history.Since(since);

    /// <summary>The kept events behind <paramref name="id"/>, oldest first.</summary>
    public IReadOnlyList<FeedEvent> GetEvents(long id) => feed.After(id);
}
