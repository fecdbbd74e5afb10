using System.Net;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane.Running;
using DittoFs.Web.Hosting.Lifecycle;

namespace DittoFs.Web.Observability;

/// <summary>One thing that must hold before clients are sent here.</summary>
/// <param name="Part">What it is about, such as <c>storage</c> or <c>share export</c>.</param>
/// <param name="Ready">Whether it holds.</param>
/// <param name="Reason">Why not, or what is.</param>
internal sealed record ReadinessPart(string Part, bool Ready, string Reason);

/// <summary>Whether the server as a whole can serve.</summary>
internal sealed record ReadinessReport(bool Ready, IReadOnlyList<ReadinessPart> Parts);

/// <summary>Judges readiness: storage started, each share running, each listener bound, no stop under way.</summary>
internal sealed class Readiness(ServerState state, ServerSurvey survey, RunningState running)
{
    /// <summary>The judgement at this moment.</summary>
    public ReadinessReport Evaluate()
    {
        List<ReadinessPart> parts =
        [
            new("server", state.Phase == ServerPhase.Running, state.Phase.ToString().ToLowerInvariant()),
            new("storage", state.StorageStarted, state.StorageStarted ? "started" : "not started"),
            .. Shares(),
            .. Listeners(),
        ];
        return new ReadinessReport(parts.TrueForAll(part => part.Ready), parts);
    }

    private IEnumerable<ReadinessPart> Shares() =>
        from share in running.Shares
        where share.Wanted.Enabled
        select new ReadinessPart($"share {share.Wanted.Definition.Name}", share.Status.State == RunState.Running, share.Status.Reason ?? "running");

    private IEnumerable<ReadinessPart> Listeners() =>
    [
        .. survey.Endpoints.Select(endpoint => new ReadinessPart(endpoint.Protocol, true, $"listens on {new IPEndPoint(endpoint.Address, endpoint.Port)}")),
        .. survey.ListenerFailures.Select(failure => new ReadinessPart(failure.Part, false, failure.Reason)),
    ];
}
