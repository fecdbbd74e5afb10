using System.Collections.Immutable;
using DittoFs.Storage.Shares;

namespace DittoFs.Web.Realtime;

/// <summary>The newest second with what goes beyond a curve.</summary>
/// <param name="Sample">The numbers.</param>
/// <param name="AtRiskSince">Since when the oldest bytes at risk have been so; null when all are in blocks.</param>
/// <param name="UploadsInProgress">Blocks that are being stored now.</param>
/// <param name="LogBudgetBytes">The log's budget on disk.</param>
/// <param name="Stores">The state of the log and of every store, at most a few seconds old.</param>
/// <param name="Shares">The shares that run, by name.</param>
/// <param name="Clients">The busiest client addresses, busiest first.</param>
/// <param name="Procedures">The procedures that took the most calls, most first.</param>
public sealed record ConsoleSnapshot(
    ConsoleSample Sample,
    DateTimeOffset? AtRiskSince,
    int UploadsInProgress,
    long LogBudgetBytes,
    ImmutableArray<StoreHealth> Stores,
    ImmutableArray<ShareActivity> Shares,
    ImmutableArray<ClientActivity> Clients,
    ImmutableArray<ProcedureActivity> Procedures)
{
    /// <summary>Before the first second is over.</summary>
    public static ConsoleSnapshot Empty { get; } = new(new ConsoleSample { Time = DateTimeOffset.MinValue }, null, 0, 0, [], [], [], []);

    /// <summary>What each protocol does, in the order of their names.</summary>
    public ImmutableArray<ProtocolLoad> Protocols { get; init; } = [];

    /// <summary>Stores that refuse or fail operations.</summary>
    public IEnumerable<StoreHealth> FailingStores => Stores.Where(store => !store.Healthy);
}

/// <summary>A share in the newest second.</summary>
/// <param name="Name">Its name.</param>
/// <param name="BytesAtRisk">Its acknowledged bytes that only the log holds.</param>
/// <param name="IsUploading">A block of it is being stored.</param>
/// <param name="UploadsFail">Its block store refuses blocks.</param>
/// <param name="Clients">Client addresses that have it mounted.</param>
public sealed record ShareActivity(string Name, long BytesAtRisk, bool IsUploading, bool UploadsFail, int Clients)
{
    /// <summary>Bytes that its files hold, as their owners are charged for them.</summary>
    public long BytesHeld { get; init; }
}

/// <summary>A protocol in the newest second.</summary>
/// <param name="Name">The name of its server.</param>
/// <param name="Connections">Open connections.</param>
/// <param name="CallsPerSecond">Calls that were answered.</param>
/// <param name="MedianSeconds">Half of them took at most this, in seconds; 0 without calls.</param>
/// <param name="TailSeconds">99 % of them took at most this, in seconds; 0 without calls.</param>
public sealed record ProtocolLoad(string Name, int Connections, double CallsPerSecond, double MedianSeconds, double TailSeconds);

/// <summary>A client address in the newest second.</summary>
public sealed record ClientActivity(string Address, int Connections, double CallsPerSecond, double BytesInPerSecond, double BytesOutPerSecond);

/// <summary>A procedure in the newest second.</summary>
public sealed record ProcedureActivity(string Name, double CallsPerSecond, double TailSeconds);

/// <summary>What those who watch get each second.</summary>
/// <param name="Snapshot">The newest second.</param>
/// <param name="Events">What has happened since the tick before, oldest first.</param>
public sealed record ConsoleTick(ConsoleSnapshot Snapshot, IReadOnlyList<FeedEvent> Events);
