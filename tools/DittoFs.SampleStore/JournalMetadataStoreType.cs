using DittoFs.Storage.Metadata;
using DittoFs.Storage.StoreTypes;

namespace DittoFs.SampleStore;

/// <summary>
/// Names and attributes in memory, with a journal file for each share that they are read from at the start. Takes the option <c>path</c>, the absolute directory of the
/// journals; left out, they are in the data directory.
/// </summary>
public sealed class JournalMetadataStoreType : IMetadataStoreType
{
    /// <inheritdoc/>
    public string? Check(IReadOnlyDictionary<string, string> options) => StoreDirectory.Check(options);

    /// <inheritdoc/>
    public ValueTask<IMetadataStore> OpenAsync(StoreRequest request, CancellationToken cancellationToken)
    {
        var directory = StoreDirectory.Make(request, nameof(JournalMetadataStoreType));
        return new(JournalMetadataStore.Open(Path.Combine(directory, $"{request.Share}.journal"), request.Share));
    }
}
