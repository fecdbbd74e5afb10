using DittoFs.Storage.Blocks;

namespace DittoFs.Storage.StoreTypes;

/// <summary>
/// Opens block stores of a technology that this server does not bring itself. Registered under the full name of its class, which a store of the kind <c>custom</c> names;
/// the class is public and has a constructor without parameters when it comes out of an assembly that the setting <c>Stores:Assemblies</c> names. One instance serves all
/// shares, from many threads at once.
/// </summary>
public interface IBlockStoreType
{
    /// <summary>Checks the options of a store before it is made. Touches nothing outside of the process.</summary>
    /// <returns>What is wrong with them, as a sentence for whoever makes the store; null when they can be used.</returns>
    string? Check(IReadOnlyDictionary<string, string> options);

    /// <summary>
    /// Opens the blocks of one share, or makes the place for them. A store that is away now may open all the same, and answer
    /// <see cref="Primitives.FsError.Unavailable"/>. The caller disposes of what it gets; it opens one at a time for each share. Unless the store answers
    /// <see cref="IBlockStore.IsPersistent"/> with false, the next opening with the same share and options finds all blocks again.
    /// </summary>
    /// <exception cref="Primitives.StorageStartException">The place can't be used or holds something else; the message says what to do.</exception>
    ValueTask<IBlockStore> OpenAsync(StoreRequest request, CancellationToken cancellationToken);
}
