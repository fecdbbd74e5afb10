using System.Net;

namespace DittoFs.Protocols.Mount;

/// <summary>A mount that a client made and did not take back. Clients vanish without a word, so it is a hint and no state.</summary>
/// <param name="Client">Where the client is.</param>
/// <param name="Path">What it mounted, such as <c>/export</c>.</param>
/// <param name="Since">When.</param>
public sealed record MountEntry(IPAddress Client, string Path, DateTimeOffset Since);

/// <summary>A change of the mount table, told after it happened.</summary>
/// <param name="Entry">What was mounted or unmounted.</param>
/// <param name="IsMounted">True for a mount, false for an unmount.</param>
public sealed record MountChange(MountEntry Entry, bool IsMounted);

/// <summary>Which clients say that they have mounted what. Bounded: the oldest entry makes room for the newest.</summary>
public sealed class MountTable(TimeProvider clock)
{
    /// <summary>Entries that are kept.</summary>
    public const int EntriesMax = 4096;

    private readonly Lock gate = new();
    private readonly Dictionary<(IPAddress Client, string Path), MountEntry> entries = [];

    /// <summary>
    /// Raised on the thread that answers the client, after the table has changed and outside of its lock. A handler returns at once and throws nothing.
    /// </summary>
    public event Action<MountChange>? Changed;

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
        var added = new MountEntry(client, path, clock.GetUtcNow());
        lock (gate)
        {
            if (entries.Count >= EntriesMax && !entries.ContainsKey((client, path)))
            {
                var oldest = entries.Values.MinBy(entry => entry.Since)!;
                entries.Remove((oldest.Client, oldest.Path));
            }

            entries[(client, path)] = added;
        }

        Changed?.Invoke(new MountChange(added, IsMounted: true));
    }

    /// <summary>Forgets a mount, if it is known.</summary>
    internal void Remove(IPAddress client, string path)
    {
        MountEntry? removed;
        lock (gate)
        {
            entries.Remove((client, path), out removed);
        }

        Report(removed);
    }

    /// <summary>Forgets all mounts of a client.</summary>
    internal void RemoveAll(IPAddress client)
    {
        MountEntry[] removed;
        lock (gate)
        {
            removed = [.. entries.Values.Where(entry => entry.Client.Equals(client))];
            foreach (var entry in removed)
            {
                entries.Remove((entry.Client, entry.Path));
            }
        }

        Array.ForEach(removed, Report);
    }

    private void Report(MountEntry? removed)
    {
        if (removed is not null)
        {
            Changed?.Invoke(new MountChange(removed, IsMounted: false));
        }
    }
}
