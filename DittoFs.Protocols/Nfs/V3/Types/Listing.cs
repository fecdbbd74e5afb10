using DittoFs.Storage.Files;
using DittoFs.Storage.Primitives;

namespace DittoFs.Protocols.Nfs.V3.Types;

/// <summary>The entries of a listing that fit into one reply.</summary>
internal sealed class Listing
{
    private const int SliceEntriesMin = 4;
    private const int SliceEntriesMax = 1024;

    private Listing(NodeAttributes directory) => Directory = directory;

    /// <summary>What fits, in order.</summary>
    public List<DirectoryEntry> Entries { get; } = [];

    /// <summary>True when nothing comes behind <see cref="Entries"/>.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>The directory's attributes.</summary>
    public NodeAttributes Directory { get; private set; }

    /// <summary>Reads slices of the directory behind <paramref name="cookie"/> until the budget or the directory ends.</summary>
    public static async ValueTask<FsResult<Listing>> ReadAsync(
        CallContext context, NodeTarget directory, ulong cookie, ListingBudget budget, bool withAttributes, CancellationToken cancellationToken)
    {
        Listing? listing = null;
        while (true)
        {
            var slice = Math.Clamp(budget.EntriesLeft, SliceEntriesMin, SliceEntriesMax);
            var page = await directory.FileSystem!
                .ReadDirectoryAsync(context, directory.Node, cookie, slice, withAttributes, cancellationToken).ConfigureAwait(false);
            if (!page.IsSuccess)
            {
                return page.Error;
            }

            listing ??= new Listing(page.Value.Directory);
            if (!listing.TryAppend(page.Value, ref budget))
            {
                return listing;
            }

            cookie = listing.Entries[^1].Cookie;
        }
    }

    private bool TryAppend(in DirectoryPage page, ref ListingBudget budget)
    {
        Directory = page.Directory;
        foreach (var entry in page.Entries)
        {
            if (!budget.TryTake(entry))
            {
                return false;
            }

            Entries.Add(entry);
        }

        IsComplete = page.EndOfDirectory;
        return !IsComplete && page.Entries.Count > 0;
    }
}
