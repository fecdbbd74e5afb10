using DittoFs.Protocols.Hosting;
using DittoFs.Protocols.Mount;
using DittoFs.Protocols.Smb;
using DittoFs.Storage;
using DittoFs.Storage.Shares;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane.Data;
using DittoFs.Web.ControlPlane.Running;
using DittoFs.Web.ControlPlane.Settings;
using DittoFs.Web.Hosting;
using DittoFs.Web.Hosting.Lifecycle;
using DittoFs.Web.Hosting.Tls;
using Microsoft.EntityFrameworkCore;

namespace DittoFs.Web.ControlPlane;

/// <summary>What the server is, and how it is at this moment.</summary>
internal sealed class SystemService(
    ControlPlaneDatabase database, SettingService settings, RunningState running, ServerState state, ServerSurvey survey, RuntimeParts parts, TlsCertificates certificates, TimeProvider clock)
{
    /// <summary>What the server is.</summary>
    public async Task<SystemInfoResponse> GetInfoAsync(CancellationToken cancellationToken) => new(
        await settings.GetAsync(SettingService.ServerName, cancellationToken),
        ProductVersion.Text,
        state.StartTime.UtcDateTime,
        parts.Storage.DataDirectory,
        Environment.ProcessId,
        [.. survey.Endpoints.Select(endpoint => new EndpointResponse(endpoint.Protocol, endpoint.Address.ToString(), endpoint.Port, endpoint.Scheme))],
        certificates.ToResponse(),
        certificates.Problem);

    /// <summary>How it is at this moment.</summary>
    public async Task<OverviewResponse> GetOverviewAsync(CancellationToken cancellationToken)
    {
        await using var context = database.CreateDbContext();
        var health = await parts.Engine.CheckHealthAsync(cancellationToken);
        return new OverviewResponse
        {
            Time = clock.GetUtcNow().UtcDateTime,
            Phase = state.Phase.ToString().ToLowerInvariant(),
            Shares = running.Shares.Length,
            SharesRunning = running.Shares.Count(share => share.Status.State == RunState.Running),
            Users = await context.Users.CountAsync(cancellationToken),
            Groups = await context.Groups.CountAsync(cancellationToken),
            Mounts = parts.Mounts.List().Count + parts.Trees.List().Count,
            Traffic = [.. parts.Servers.Servers.Select(server => ToTraffic(server.Name, parts.Connections.Sum(server.Name)))],
            Stores = [.. health.Select(store => new StoreHealthResponse(store.Name, store.Healthy, store.Detail))],
            Failures = [.. survey.Failures.Select(failure => new FailureResponse(failure.Part, failure.Reason))],
        };
    }

    private static TrafficResponse ToTraffic(string protocol, ConnectionTotals totals) =>
        new(protocol, totals.Open, totals.Accepted, totals.BytesReceived, totals.BytesSent);
}

/// <summary>The running parts of the server that can be looked at.</summary>
/// <param name="Engine">The storage.</param>
/// <param name="Storage">Its settings.</param>
/// <param name="Servers">The protocol servers.</param>
/// <param name="Connections">Their connections.</param>
/// <param name="Mounts">What clients have mounted over NFS.</param>
/// <param name="Trees">What clients are connected to over SMB.</param>
internal sealed record RuntimeParts(
    IStorageEngine Engine, StorageOptions Storage, ProtocolServerManager Servers, ConnectionRegistry Connections, MountTable Mounts, SmbTreeTable Trees);
