using System.Collections.Immutable;
using DittoFs.Protocols.Hosting;
using DittoFs.Storage.Shares;

namespace DittoFs.Web.Realtime;

/// <summary>Compares shares, stores and adapters with the time before, and tells the feed what differs. One caller at a time.</summary>
internal sealed class StateWatch(ConsoleFeed feed)
{
    private ImmutableSortedSet<string>? shares;
    private ImmutableDictionary<string, bool> stores = ImmutableDictionary<string, bool>.Empty;
    private ImmutableDictionary<string, ProtocolServerState> adapters = ImmutableDictionary<string, ProtocolServerState>.Empty;

    /// <summary>Tells of shares that came or went; the first call only takes note.</summary>
    public void ObserveShares(IEnumerable<string> names)
    {
        var now = names.ToImmutableSortedSet(StringComparer.OrdinalIgnoreCase);
        if (shares is { } before)
        {
            foreach (var added in now.Except(before))
            {
                feed.Add(FeedKind.Share, FeedLevel.Good, $"Share {added} runs", added);
            }

            foreach (var gone in before.Except(now))
            {
                feed.Add(FeedKind.Share, FeedLevel.Warning, $"Share {gone} no longer runs", gone);
            }
        }

        shares = now;
    }

    /// <summary>Tells of stores that began to fail or work again.</summary>
    public void ObserveStores(IReadOnlyCollection<StoreHealth> health)
    {
        foreach (var store in health)
        {
            // A store that is healthy when it is first seen is no news.
            if (stores.GetValueOrDefault(store.Name, true) != store.Healthy)
            {
                feed.Add(
                    FeedKind.Store,
                    store.Healthy ? FeedLevel.Good : FeedLevel.Danger,
                    store.Healthy ? $"Store {store.Name} works again" : $"Store {store.Name}: {store.Detail}");
            }
        }

        stores = health.ToImmutableDictionary(store => store.Name, store => store.Healthy);
    }

    /// <summary>Tells of protocols whose state changed.</summary>
    public void ObserveAdapters(IEnumerable<IProtocolServer> servers)
    {
        foreach (var server in servers)
        {
            var status = server.Status;
            if (adapters.GetValueOrDefault(server.Name, ProtocolServerState.Stopped) == status.State)
            {
                continue;
            }

            adapters = adapters.SetItem(server.Name, status.State);
            feed.Add(FeedKind.Adapter, LevelOf(status.State), Describe(server.Name, status));
        }
    }

    private static FeedLevel LevelOf(ProtocolServerState state) => state switch
    {
        ProtocolServerState.Running => FeedLevel.Good,
        ProtocolServerState.Failed => FeedLevel.Danger,
        ProtocolServerState.Draining or ProtocolServerState.Stopped => FeedLevel.Warning,
    };

    private static string Describe(string name, ProtocolServerStatus status) => status.State switch
    {
        ProtocolServerState.Running => $"Adapter {name} listens on {string.Join(" and ", status.Endpoints)}",
        ProtocolServerState.Failed => $"Adapter {name} can't listen: {status.Failure}",
        ProtocolServerState.Draining => $"Adapter {name} finishes its calls and takes no new ones",
        ProtocolServerState.Stopped => $"Adapter {name} stopped",
    };
}
