using DittoFs.Protocols.Hosting;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane.Running;

namespace DittoFs.Web.Hosting.Lifecycle;

/// <summary>What runs at this moment and what does not: the protocol servers asked now, the rest as it was reported.</summary>
internal sealed class ServerSurvey(ServerState state, ProtocolServerManager servers, RunningState running)
{
    /// <summary>Every bound address.</summary>
    public IReadOnlyList<BoundEndpoint> Endpoints =>
    [
        .. from server in servers.Servers
           from endpoint in server.Status.Endpoints
           select new BoundEndpoint(server.Name, endpoint.Address, endpoint.Port),
        .. state.HttpEndpoints,
    ];

    /// <summary>Listeners that should run and do not.</summary>
    public IReadOnlyList<PartFailure> ListenerFailures =>
    [
        .. from server in servers.Servers
           where server.IsEnabled && server.Status.State == ProtocolServerState.Failed
           select new PartFailure(server.Name, server.Status.Failure!),
        .. state.HttpFailures,
    ];

    /// <summary>Every part that should run and does not.</summary>
    public IReadOnlyList<PartFailure> Failures => 
    [
        .. from share in running.Shares
           where share.Status.State == RunState.Failed
           select new PartFailure($"share {share.Wanted.Definition.Name}", share.Status.Reason!),
        .. ListenerFailures,
        .. state.ControlFailures,
    ];
}
