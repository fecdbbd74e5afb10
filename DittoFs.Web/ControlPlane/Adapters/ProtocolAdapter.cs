using System.Collections.Immutable;
using System.Net;
using DittoFs.Web.ControlPlane.Data;
using Microsoft.Extensions.Options;

namespace DittoFs.Web.ControlPlane.Adapters;

/// <summary>The settings of one protocol server: what configuration says, with the control plane's values where nothing outside fixes them.</summary>
internal abstract class ProtocolAdapter
{
    private const string EnabledKey = "enabled";
    private const string PortKey = "port";
    private const string ListenAddressesKey = "listenAddresses";

    private static readonly ImmutableArray<string> Keys = [EnabledKey, PortKey, ListenAddressesKey];

    private readonly AdapterSettings configured;

    /// <summary>The server of that name, whose settings configuration has in <paramref name="section"/>.</summary>
    /// <param name="name">The server's name.</param>
    /// <param name="section">The configuration section.</param>
    /// <param name="configured">What configuration says.</param>
    /// <param name="outside">Which of it is fixed.</param>
    /// <param name="ownKeys">Settings that only this server has.</param>
    protected ProtocolAdapter(string name, string section, AdapterSettings configured, FixedSettings outside, params ReadOnlySpan<string> ownKeys)
    {
        (Name, this.configured) = (name, configured);
        Fixed = Keys.Concat(ownKeys.ToArray())
            .Select(key => (Key: key, Source: outside.SourceOf($"{section}:{key}")))
            .Where(setting => setting.Source is not null)
            .ToDictionary(setting => setting.Key, setting => setting.Source!);
    }

    /// <summary>The server's name.</summary>
    public string Name { get; }

    /// <summary>Where each fixed setting is fixed, by its name.</summary>
    public IReadOnlyDictionary<string, string> Fixed { get; }

    /// <summary>How the server is wanted when <paramref name="row"/> is what the control plane says of it.</summary>
    public virtual AdapterSettings Resolve(AdapterEntity? row) => new(
        Choose(EnabledKey, row?.Enabled, configured.Enabled),
        Choose(PortKey, row?.Port, configured.Port),
        row?.ListenAddresses is { } addresses && !Fixed.ContainsKey(ListenAddressesKey) ? [.. addresses.Split(',')] : configured.ListenAddresses);

    /// <summary>Gives the server new settings, which it reads when it starts the next time.</summary>
    public abstract void Apply(AdapterSettings settings);

    /// <summary>What options with these values want.</summary>
    protected static AdapterSettings Describe(bool enabled, int port, IReadOnlyList<string> listenAddresses) =>
        new(enabled, port, listenAddresses.Count == 0 ? [IPAddress.Loopback.ToString()] : [.. listenAddresses]);

    /// <summary>Puts <paramref name="wanted"/> in place of the options that the server reads.</summary>
    protected static void Swap<T>(IOptionsMonitorCache<T> options, T wanted)
        where T : class
    {
        // A reader between the two lines puts the configured settings back.
        do
        {
            options.TryRemove(Options.DefaultName);
        }
        while (!options.TryAdd(Options.DefaultName, wanted));
    }

    /// <summary>The control plane's value where there is one and nothing outside fixes it, else that of configuration.</summary>
    protected T Choose<T>(string key, T? wanted, T fallback)
        where T : struct => wanted is { } value && !Fixed.ContainsKey(key) ? value : fallback;
}
