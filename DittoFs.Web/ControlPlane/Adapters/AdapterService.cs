using System.Net;
using DittoFs.Protocols.Hosting;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane.Changes;
using DittoFs.Web.ControlPlane.Data;
using DittoFs.Web.ControlPlane.Running;
using Microsoft.EntityFrameworkCore;

namespace DittoFs.Web.ControlPlane.Adapters;

/// <summary>Protocol servers: their settings and how they run.</summary>
internal sealed class AdapterService(
    ControlPlaneDatabase database, ControlPlaneChanges changes, Reconciler reconciler, RunningState running, NfsAdapter nfs, ProtocolServerManager servers)
{
    /// <summary>All protocol servers.</summary>
    public async Task<Page<AdapterResponse>> ListAsync(ListQuery query, CancellationToken cancellationToken)
    {
        await using var context = database.CreateDbContext();
        return query.Slice([ToResponse(await FindRowAsync(context, cancellationToken))]);
    }

    /// <summary>One protocol server.</summary>
    public async Task<Outcome<AdapterResponse>> FindAsync(string name, CancellationToken cancellationToken)
    {
        await using var context = database.CreateDbContext();
        return Check(name) is { } unknown ? unknown : ToResponse(await FindRowAsync(context, cancellationToken));
    }

    /// <summary>Changes a protocol server; it is started, stopped or restarted as it takes. A port that can't be bound shows in its status.</summary>
    public async Task<Outcome<AdapterResponse>> UpdateAsync(Actor actor, string name, UpdateAdapterRequest request, CancellationToken cancellationToken)
    {
        if ((Check(name) ?? CheckAddresses(request) ?? CheckFixed(request)) is { } refused)
        {
            return refused;
        }

        var changed = await changes.RunAsync<string>(
            actor,
            async (context, token) =>
            {
                var row = await FindRowAsync(context, token);
                if (ExpectedVersion.Check(request.Version, row?.Version ?? Guid.Empty) is { } outdated)
                {
                    return outdated;
                }

                row ??= context.Adapters.Add(new AdapterEntity { Name = name }).Entity;
                row.Enabled = request.Enabled ?? row.Enabled;
                row.Port = request.Port ?? row.Port;
                row.ListenAddresses = request.ListenAddresses is { } addresses ? string.Join(',', addresses.Distinct()) : row.ListenAddresses;
                return new Change<string>("adapter.change", name, name, nfs.Resolve(row).ToString());
            },
            cancellationToken);
        return changed.Failure is { } failed ? failed : await FindAsync(name, cancellationToken);
    }

    /// <summary>Stops a protocol server, finishing its calls, and starts it again.</summary>
    public async Task<Outcome<AdapterResponse>> RestartAsync(Actor actor, string name, CancellationToken cancellationToken)
    {
        if (Check(name) is { } unknown)
        {
            return unknown;
        }

        var noted = await changes.SaveAsync<string>(
            actor, (_, _) => Task.FromResult<Outcome<Change<string>>>(new Change<string>("adapter.restart", name, name)), cancellationToken);
        await reconciler.RestartAdapterAsync(CancellationToken.None);
        return noted.Failure is { } failed ? failed : await FindAsync(name, cancellationToken);
    }

    private static Failure? Check(string name) =>
        name == NfsAdapter.Name ? null : new Failure(ControlPlaneError.AdapterUnknown, $"There is no adapter '{name}'.");

    private static Failure? CheckAddresses(UpdateAdapterRequest request) =>
        request.ListenAddresses is { } addresses && (addresses.Count == 0 || addresses.Any(address => !IPAddress.TryParse(address, out _)))
            ? new Failure(ControlPlaneError.FieldInvalid, "It takes one or more IP addresses such as 127.0.0.1, 0.0.0.0 or ::.", "listenAddresses")
            : null;

    private Failure? CheckFixed(UpdateAdapterRequest request)
    {
        (string Key, bool Wanted)[] wanted = [("enabled", request.Enabled is not null), ("port", request.Port is not null), ("listenAddresses", request.ListenAddresses is not null)];
        var key = Array.Find(wanted, setting => setting.Wanted && nfs.Fixed.ContainsKey(setting.Key)).Key;
        return key is null ? null : new Failure(ControlPlaneError.SettingFixed, $"{key} is fixed in {nfs.Fixed[key]} and can't be changed here.", key);
    }

    private static Task<AdapterEntity?> FindRowAsync(ControlPlaneDbContext context, CancellationToken cancellationToken) =>
        context.Adapters.FirstOrDefaultAsync(row => row.Name == NfsAdapter.Name, cancellationToken);

    private AdapterResponse ToResponse(AdapterEntity? row)
    {
        var settings = nfs.Resolve(row);
        var server = servers.Servers.Single(candidate => candidate.Name == NfsAdapter.Name);
        return new AdapterResponse
        {
            Name = server.Name,
            Enabled = settings.Enabled,
            Port = settings.Port,
            ListenAddresses = settings.ListenAddresses,
            Fixed = nfs.Fixed,
            Status = running.StatusOfAdapter(settings, server.Status),
            Endpoints = [.. server.Status.Endpoints.Select(endpoint => endpoint.ToString())],
            Version = ExpectedVersion.Format(row?.Version ?? Guid.Empty),
        };
    }
}
