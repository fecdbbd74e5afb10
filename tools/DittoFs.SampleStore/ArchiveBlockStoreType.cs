using DittoFs.Storage.Blocks;
using DittoFs.Storage.StoreTypes;

namespace DittoFs.SampleStore;

/// <summary>
/// Blocks in one archive file for each share: what a tape would do, on a disk. Takes the option <c>path</c>, the absolute directory of the archives; left out, they are in the
/// data directory.
/// </summary>
public sealed class ArchiveBlockStoreType : IBlockStoreType
{
    /// <inheritdoc/>
    public string? Check(IReadOnlyDictionary<string, string> options) => StoreDirectory.Check(options);

    /// <inheritdoc/>
    public ValueTask<IBlockStore> OpenAsync(StoreRequest request, CancellationToken cancellationToken)
    {
        var directory = StoreDirectory.Make(request, nameof(ArchiveBlockStoreType));
        return new(ArchiveBlockStore.Open(Path.Combine(directory, $"{request.Share}.archive"), request.Share, request.Clock));
    }
}
