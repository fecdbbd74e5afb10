using DittoFs.Storage.Metadata;

namespace DittoFs.Storage.StoreTypes;

/// <summary>
/// Opens metadata stores of a technology that this server does not bring itself. Registered like an <see cref="IBlockStoreType"/>. One instance serves all shares, from
/// many threads at once.
/// </summary>
public interface IMetadataStoreType
{
    /// <summary>Checks the options of a store before it is made. Touches nothing outside of the process.</summary>
    /// <returns>What is wrong with them, as a sentence for whoever makes the store; null when they can be used.</returns>
    string? Check(IReadOnlyDictionary<string, string> options);

    /// <summary>
    /// Opens the rows of one share, or makes the place for them. The caller disposes of what it gets; it opens one at a time for each share. A store that is persistent
    /// is opened with all that it has flushed, and with the <see cref="IMetadataStore.AppliedSequence"/> that belongs to it; it refuses to be opened while
    /// it is open already, by whomever. It belongs to the data directory that made it, whose log has what it has not flushed.
    /// </summary>
    /// <exception cref="Primitives.StorageStartException">The place can't be used or holds something else; the message says what to do.</exception>
    ValueTask<IMetadataStore> OpenAsync(StoreRequest request, CancellationToken cancellationToken);
}
