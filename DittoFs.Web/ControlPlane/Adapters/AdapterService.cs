using System.Net;
using DittoFs.Protocols.Hosting;
using DittoFs.Protocols.Nfs;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane.Changes;
using DittoFs.Web.ControlPlane.Data;
using DittoFs.Web.ControlPlane.Running;
using Microsoft.EntityFrameworkCore;

namespace DittoFs.Web.ControlPlane.Adapters;

/// <summary>Protocol servers: their settings and how they run.</summary>
internal sealed class AdapterService(
    ControlPlaneDatabase database, ControlPlaneChanges changes, Reconciler reconciler, RunningState running, IEnumerable<ProtocolAdapter> adapters, ProtocolServerManager servers)
{
    /// <summary>All protocol servers.</summary>
    public async Task<Page<AdapterResponse>> ListAsync(ListQuery query, CancellationToken cancellationToken)
    {
        await using var context = database.CreateDbContext();
        var rows = await context.Adapters.AsNoTracking().ToListAsync(cancellationToken);
        return query.Slice([.. adapters.Select(adapter => ToResponse(adapter, rows.Find(row => row.Name == adapter.Name)))]);
    }

    /// <summary>One protocol server.</summary>
    public async Task<Outcome<AdapterResponse>> FindAsync(string name, CancellationToken cancellationToken)
    {
        if (FindAdapter(name) is not { } adapter)
        {
            return Unknown(name);
        }

        await using var context = database.CreateDbContext();
        return ToResponse(adapter, await FindRowAsync(context, name, cancellationToken));
    }

    /// <summary>Changes a protocol server; it is started, stopped or restarted as it takes. A port that can't be bound shows in its status.</summary>
    public async Task<Outcome<AdapterResponse>> UpdateAsync(Actor actor, string name, UpdateAdapterRequest request, CancellationToken cancellationToken)
    {
        if (FindAdapter(name) is not { } adapter)
        {
            return Unknown(name);
        }

        if ((CheckAddresses(request) ?? CheckOwn(adapter, request) ?? CheckFixed(adapter, request)) is { } refused)
        {
            return refused;
        }

        var changed = await changes.RunAsync<string>(
            actor,
            async (context, token) =>
            {
                var row = await FindRowAsync(context, name, token);
                if (ExpectedVersion.Check(request.Version, row?.Version ?? Guid.Empty) is { } outdated)
                {
                    return outdated;
                }

                row ??= context.Adapters.Add(new AdapterEntity { Name = name }).Entity;
                row.Enabled = request.Enabled ?? row.Enabled;
                row.Port = request.Port ?? row.Port;
                row.ListenAddresses = request.ListenAddresses is { } addresses ? string.Join(',', addresses.Distinct()) : row.ListenAddresses;
                row.PortmapPort = request.PortmapPort ?? row.PortmapPort;
                row.LockManager = request.LockManager ?? row.LockManager;
                row.LockGraceSeconds = request.LockGraceSeconds ?? row.LockGraceSeconds;
                return new Change<string>("adapter.change", name, name, adapter.Resolve(row).ToString());
            },
            cancellationToken,
            new Attempt("adapter.change", name));
        return changed.Failure is { } failed ? failed : await FindAsync(name, cancellationToken);
    }

    /// <summary>Stops a protocol server, finishing its calls, and starts it again.</summary>
    public async Task<Outcome<AdapterResponse>> RestartAsync(Actor actor, string name, CancellationToken cancellationToken)
    {
        if (FindAdapter(name) is null)
        {
            return Unknown(name);
        }

        var noted = await changes.SaveAsync<string>(
            actor, (_, _) => Task.FromResult<Outcome<Change<string>>>(new Change<string>("adapter.restart", name, name)), cancellationToken);
        await reconciler.RestartAdapterAsync(name, CancellationToken.None);
        return noted.Failure is { } failed ? failed : await FindAsync(name, cancellationToken);
    }

    private ProtocolAdapter? FindAdapter(string name) => adapters.FirstOrDefault(adapter => adapter.Name == name);

    private static Failure Unknown(string name) => new(ControlPlaneError.AdapterUnknown, $"There is no adapter '{name}'.");

    private static Failure? CheckAddresses(UpdateAdapterRequest request) =>
        request.ListenAddresses is { } addresses && (addresses.Count == 0 || addresses.Any(address => !IPAddress.TryParse(address, out _)))
            ? new Failure(ControlPlaneError.FieldInvalid, "It takes one or more IP addresses such as 127.0.0.1, 0.0.0.0 or ::.", "listenAddresses")
            : null;

    private static Failure? CheckOwn(ProtocolAdapter adapter, UpdateAdapterRequest request) =>
        adapter is not NfsAdapter && (request.PortmapPort is not null || request.LockManager is not null || request.LockGraceSeconds is not null)
            ? new Failure(ControlPlaneError.FieldInvalid, "Portmapper and lock manager are settings of nfs.", "lockManager")
            : null;

    private static Failure? CheckFixed(ProtocolAdapter adapter, UpdateAdapterRequest request)
    {
        (string Key, bool Wanted)[] wanted =
        [
            ("enabled", request.Enabled is not null),
            ("port", request.Port is not null),
            ("listenAddresses", request.ListenAddresses is not null),
            (NfsAdapter.PortmapPortKey, request.PortmapPort is not null),
            (NfsAdapter.LockManagerKey, request.LockManager is not null),
            (NfsAdapter.LockGraceKey, request.LockGraceSeconds is not null),
        ];
        var key = Array.Find(wanted, setting => setting.Wanted && adapter.Fixed.ContainsKey(setting.Key)).Key;
        return key is null ? null : new Failure(ControlPlaneError.SettingFixed, $"{key} is fixed in {adapter.Fixed[key]} and can't be changed here.", key);
    }

    private static Task<AdapterEntity?> FindRowAsync(ControlPlaneDbContext context, string name, CancellationToken cancellationToken) =>
        context.Adapters.FirstOrDefaultAsync(row => row.Name == name, cancellationToken);

    private AdapterResponse ToResponse(ProtocolAdapter adapter, AdapterEntity? row)
    {
        var settings = adapter.Resolve(row);
        var server = servers.Servers.Single(candidate => candidate.Name == adapter.Name);
        return new AdapterResponse
        {
            Name = server.Name,
            Enabled = settings.Enabled,
            Port = settings.Port,
            ListenAddresses = settings.ListenAddresses,
            PortmapPort = settings.Locks is { } locks ? NfsOptions.ResolvePortmapPort(locks.PortmapPort, settings.Port) : null,
            LockManager = settings.Locks?.LockManager,
            LockGraceSeconds = settings.Locks is { } grace ? (int)grace.LockGrace.TotalSeconds : null,
            Remarks = server.Status.Remarks,
            Fixed = adapter.Fixed,
            Status = running.StatusOfAdapter(server.Name, settings, server.Status),
            Endpoints = [.. server.Status.Endpoints.Select(endpoint => endpoint.ToString())],
            Version = ExpectedVersion.Format(row?.Version ?? Guid.Empty),
        };
    }
}
