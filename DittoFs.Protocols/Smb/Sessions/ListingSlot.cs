namespace DittoFs.Protocols.Smb.Sessions;

/// <summary>Holds the listing of an open directory. Queries of one open take turns, in the order in which they came.</summary>
internal sealed class ListingSlot
{
    private readonly Lock gate = new();
    private Task last = Task.CompletedTask;

    /// <summary>The listing; null before the first query. Only whoever has the turn uses it.</summary>
    public DirectoryListing? Present { get; set; }

    /// <summary>Runs <paramref name="query"/> when those before it have ended.</summary>
    public Task<T> TakeTurnAsync<T>(Func<Task<T>> query)
    {
        lock (gate)
        {
            var mine = RunBehindAsync(last, query);
            last = mine;
            return mine;
        }
    }

    private static async Task<T> RunBehindAsync<T>(Task before, Func<Task<T>> query)
    {
        // How the one before ended is its caller's affair.
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return await query().ConfigureAwait(false);
    }
}
