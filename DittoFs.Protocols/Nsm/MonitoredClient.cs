using System.Net;
using System.Text.Json.Serialization;

namespace DittoFs.Protocols.Nsm;

/// <summary>A client that holds locks, or did a short time ago.</summary>
/// <param name="Address">Where it is.</param>
/// <param name="Name">What it calls itself.</param>
/// <param name="ServerAddress">The address that it knows this server by.</param>
internal sealed record MonitoredClient(IPAddress Address, string Name, IPAddress ServerAddress)
{
    private long lastUse;

    /// <summary>When it asked for a lock the last time, in ticks of the time provider.</summary>
    public long LastUse
    {
        get => Volatile.Read(ref lastUse);
        set => Volatile.Write(ref lastUse, value);
    }
}

/// <summary>What is kept over restarts.</summary>
/// <param name="State">The number of this server's life: odd, and larger in each that follows.</param>
/// <param name="Clients">The clients.</param>
internal sealed record NsmStateDocument(int State, IReadOnlyList<NsmClientDocument> Clients);

/// <summary>A client as it is kept.</summary>
internal sealed record NsmClientDocument(string Address, string Name, string ServerAddress);

/// <summary>Writes and reads the file without reflection.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(NsmStateDocument))]
internal sealed partial class NsmStateJson : JsonSerializerContext;
