namespace DittoFs.Protocols.Portmap;

/// <summary>What this server tells about its ports: a list that is swapped whole when a server starts or stops.</summary>
internal sealed class PortmapTable
{
    private volatile PortmapEntry[] entries = [];

    /// <summary>The entries, in the order of their registration.</summary>
    public IReadOnlyList<PortmapEntry> Entries => entries;

    /// <summary>Swaps the entries.</summary>
    public void Set(IEnumerable<PortmapEntry> value) => entries = [.. value];

    /// <summary>
    /// Finds where a program is served. Of a version that is not, the first other one: it is for the program itself to say which ones it has.
    /// </summary>
    public PortmapEntry? Find(uint program, uint version, bool isDatagram, bool isIPv6) =>
        FindExact(program, version, isDatagram, isIPv6)
        ?? Array.Find(entries, entry => entry.Program == program && entry.IsDatagram == isDatagram && entry.IsIPv6 == isIPv6);

    /// <summary>Finds where exactly this version of a program is served.</summary>
    public PortmapEntry? FindExact(uint program, uint version, bool isDatagram, bool isIPv6) => Array.Find(
        entries, entry => entry.Program == program && entry.Version == version && entry.IsDatagram == isDatagram && entry.IsIPv6 == isIPv6);
}
