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
/// <param name="Protocol">What it is for.</param>
/// <param name="Address">The address.</param>
/// <param name="Port">The TCP port.</param>
/// <param name="Scheme">What addresses of the administration port begin with, <c>http</c> or <c>https</c>; null for other protocols.</param>
internal sealed record BoundEndpoint(string Protocol, IPAddress Address, int Port, string? Scheme = null);

/// <summary>A part that does not run, and why, in words for the administrator.</summary>
internal sealed record PartFailure(string Part, string Reason);

/// <summary>What the parts of the host report about themselves. Safe to use from any thread: each change swaps an immutable value.</summary>
internal sealed class ServerState(TimeProvider clock)
{
    private ImmutableList<PartFailure> _httpFailures = [];
    private ImmutableList<PartFailure> _controlFailures = [];
    private ImmutableList<BoundEndpoint> _httpEndpoints = [];
    private volatile ServerPhase _phase = ServerPhase.Starting;
    private volatile bool _storageStarted;
    private volatile PartFailure? _certificateFailure;

    /// <summary>When this host was built.</summary>
    public DateTimeOffset StartTime { get; } = clock.GetUtcNow();

    /// <summary>The phase.</summary>
    public ServerPhase Phase { get => _phase; set => _phase = value; }

    /// <summary>The log has been read and the stores are open.</summary>
    public bool StorageStarted { get => _storageStarted; set => _storageStarted = value; }

    /// <summary>Why the HTTP port does not serve; empty when it does.</summary>
    public IReadOnlyList<PartFailure> HttpFailures => _certificateFailure is { } failure ? [.. _httpFailures, failure] : _httpFailures;

    /// <summary>Why the HTTP port, although bound, serves nobody; null when there is a certificate or none is needed.</summary>
    public PartFailure? CertificateFailure { get => _certificateFailure; set => _certificateFailure = value; }

    /// <summary>Why there is no control socket; empty when there is one. File clients do not need it, so readiness does not ask for it.</summary>
    public IReadOnlyList<PartFailure> ControlFailures => _controlFailures;

    /// <summary>The addresses of the HTTP port.</summary>
    public IReadOnlyList<BoundEndpoint> HttpEndpoints => _httpEndpoints;

    /// <summary>Says that the HTTP port is not bound.</summary>
    public void ReportHttpFailure(PartFailure failure) => ImmutableInterlocked.Update(ref _httpFailures, static (list, added) => list.Add(added), failure);

    /// <summary>Says that there is no control socket.</summary>
    public void ReportControlFailure(PartFailure failure) => ImmutableInterlocked.Update(ref _controlFailures, static (list, added) => list.Add(added), failure);

    /// <summary>Adds an address of the HTTP port.</summary>
    public void ReportHttpEndpoint(BoundEndpoint endpoint) => ImmutableInterlocked.Update(ref _httpEndpoints, static (list, added) => list.Add(added), endpoint);
}
