using System.Collections.Immutable;
using System.Net;
using DittoFs.Protocols.Nfs;
using DittoFs.Web.ControlPlane.Data;
using Microsoft.Extensions.Options;

namespace DittoFs.Web.ControlPlane.Adapters;

/// <summary>The settings of the NFS server: what configuration says, with the control plane's values where nothing outside fixes them.</summary>
internal sealed class NfsAdapter(NfsOptions configured, FixedSettings outside, IOptionsMonitorCache<NfsOptions> options)
{
    /// <summary>The server's name.</summary>
    public const string Name = "nfs";

    private static readonly ImmutableArray<string> Keys = [nameof(NfsOptions.Enabled), nameof(NfsOptions.Port), nameof(NfsOptions.ListenAddresses)];

    /// <summary>Where each fixed setting is fixed, by its name.</summary>
    public IReadOnlyDictionary<string, string> Fixed { get; } = Keys
        .Select(key => (Key: key, Source: outside.SourceOf($"{NfsOptions.Section}:{key}")))
        .Where(setting => setting.Source is not null)
        .ToDictionary(setting => char.ToLowerInvariant(setting.Key[0]) + setting.Key[1..], setting => setting.Source!);

    /// <summary>How the server is wanted when <paramref name="row"/> is what the control plane says of it.</summary>
    public AdapterSettings Resolve(AdapterEntity? row) => new(
        Choose("enabled", row?.Enabled, configured.Enabled),
        Choose("port", row?.Port, configured.Port),
        row?.ListenAddresses is { } addresses && !Fixed.ContainsKey("listenAddresses") ? [.. addresses.Split(',')]
            : configured.ListenAddresses.Count == 0 ? [IPAddress.Loopback.ToString()]
            : [.. configured.ListenAddresses]);

    /// <summary>Gives the server new settings, which it reads when it starts the next time.</summary>
    public void Apply(AdapterSettings settings)
    {
        var wanted = new NfsOptions
        {
            Enabled = settings.Enabled,
            Port = settings.Port,
            ListenAddresses = settings.ListenAddresses,
            RecordBytesMax = configured.RecordBytesMax,
            ConnectionsMax = configured.ConnectionsMax,
            ConnectionsPerClientMax = configured.ConnectionsPerClientMax,
            CallsInFlightMax = configured.CallsInFlightMax,
            CallBytesInFlightMax = configured.CallBytesInFlightMax,
        };

        // A reader between the two lines puts the configured settings back.
        do
        {
            options.TryRemove(Options.DefaultName);
        }
        while (!options.TryAdd(Options.DefaultName, wanted));
    }

    private T Choose<T>(string key, T? wanted, T fallback)
        where T : struct => wanted is { } value && !Fixed.ContainsKey(key) ? value : fallback;
}
