using System.Collections.Immutable;
using System.Net;

namespace DittoFs.Web.Hosting.Lifecycle;

/// <summary>Where the server is in its life.</summary>
internal enum ServerPhase
{
    /// <summary>Stores or listeners are not up yet.</summary>
    Starting,

    /// <summary>All that can run runs.</summary>
    Running,

    /// <summary>A stop was asked for: calls end, nothing new begins.</summary>
    Stopping,
}

/// <summary>An address that the server listens on.</summary>
internal sealed record BoundEndpoint(string Protocol, IPAddress Address, int Port);

/// <summary>A part that does not run, and why, in words for the administrator.</summary>
internal sealed record PartFailure(string Part, string Reason);

/// <summary>What the hosted services report about themselves. Safe to use from any thread: each change swaps an immutable value.</summary>
internal sealed class ServerState(TimeProvider clock)
{
    private ImmutableList<PartFailure> _failures = [];
    private ImmutableList<BoundEndpoint> _endpoints = [];
    private volatile ServerPhase _phase = ServerPhase.Starting;
    private volatile bool _storageStarted;

    /// <summary>When this host was built.</summary>
    public DateTimeOffset StartTime { get; } = clock.GetUtcNow();

    /// <summary>The phase.</summary>
    public ServerPhase Phase { get => _phase; set => _phase = value; }

    /// <summary>The log has been read and the stores are open.</summary>
    public bool StorageStarted { get => _storageStarted; set => _storageStarted = value; }

    /// <summary>Parts that failed to start.</summary>
    public IReadOnlyList<PartFailure> Failures => _failures;

    /// <summary>Every bound address, in the order of binding.</summary>
    public IReadOnlyList<BoundEndpoint> Endpoints => _endpoints;

    /// <summary>Adds a part that does not run.</summary>
    public void ReportFailure(string part, string reason) =>
        ImmutableInterlocked.Update(ref _failures, static (list, failure) => list.Add(failure), new PartFailure(part, reason));

    /// <summary>Adds an address that is listened on.</summary>
    public void ReportEndpoint(string protocol, IPEndPoint endpoint) => ImmutableInterlocked.Update(
        ref _endpoints, static (list, bound) => list.Add(bound), new BoundEndpoint(protocol, endpoint.Address, endpoint.Port));
}
