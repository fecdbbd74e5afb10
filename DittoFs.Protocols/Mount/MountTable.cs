using System.Net;

namespace DittoFs.Protocols.Mount;

/// <summary>A mount that a client made and did not take back. Clients vanish without a word, so it is a hint and no state.</summary>
/// <param name="Client">Where the client is.</param>
/// <param name="Path">What it mounted, such as <c>/export</c>.</param>
/// <param name="Since">When.</param>
public sealed record MountEntry(IPAddress Client, string Path, DateTimeOffset Since);

/// <summary>Which clients say that they have mounted what. Bounded: the oldest entry makes room for the newest.</summary>
public sealed class MountTable(TimeProvider clock)
{
    /// <summary>Entries that are kept.</summary>
    public const int EntriesMax = 4096;

    private readonly Lock gate = new();
    private readonly Dictionary<(IPAddress Client, string Path), MountEntry> entries = [];

    /// <summary>The entries, oldest first.</summary>
    public IReadOnlyList<MountEntry> List()
    {
        lock (gate)
        {
            return [.. entries.Values.OrderBy(entry => entry.Since)];
        }
    }

    /// <summary>Notes a mount; one that is known gets a new time.</summary>
    internal void Add(IPAddress client, string path)
    {
        lock (gate)
        {
            if (entries.Count >= EntriesMax && !entries.ContainsKey((client, path)))
            {
                var oldest = entries.Values.MinBy(entry => entry.Since)!;
                entries.Remove((oldest.Client, oldest.Path));
            }

            entries[(client, path)] = new MountEntry(client, path, clock.GetUtcNow());
        }
    }

    /// <summary>Forgets a mount, if it is known.</summary>
    internal void Remove(IPAddress client, string path)
    {
        lock (gate)
        {
            entries.Remove((client, path));
        }
    }

    /// <summary>Forgets all mounts of a client.</summary>
    internal void RemoveAll(IPAddress client)
    {
        lock (gate)
        {
            foreach (var key in entries.Keys.Where(key => key.Client.Equals(client)).ToArray())
            {
                entries.Remove(key);
            }
        }
    }
}
