using System.Net;

namespace DittoFs.Protocols.Hosting;

/// <summary>Where a protocol server is in its life.</summary>
public enum ProtocolServerState
{
    /// <summary>Not listening.</summary>
    Stopped,

    /// <summary>Listening and serving.</summary>
    Running,

    /// <summary>No longer accepting; calls that were begun are being finished.</summary>
    Draining,

    /// <summary>Could not listen; see <see cref="ProtocolServerStatus.Failure"/>.</summary>
    Failed,
}

/// <summary>How a protocol server is at one moment.</summary>
/// <param name="State">Where it is in its life.</param>
/// <param name="Endpoints">What it listens on, with real port numbers; empty unless running.</param>
/// <param name="Failure">For the administrator: what is wrong and what to do. Null unless failed.</param>
public sealed record ProtocolServerStatus(ProtocolServerState State, IReadOnlyList<IPEndPoint> Endpoints, string? Failure)
{
    /// <summary>Not listening.</summary>
    public static ProtocolServerStatus Stopped { get; } = new(ProtocolServerState.Stopped, [], null);

    /// <summary>Of NFS: clients find its ports by themselves and can lock, so that a mount needs to name neither ports nor <c>nolock</c>.</summary>
    public bool OffersLocks { get; init; }

    /// <summary>For the administrator: what else there is to say of a server that runs, a sentence each.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];
}
