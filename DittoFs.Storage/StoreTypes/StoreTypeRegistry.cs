using System.Collections.Frozen;
using DittoFs.Storage.Blocks;
using DittoFs.Storage.Metadata;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.StoreTypes;

/// <summary>The store types of this server beyond those that it brings itself, by the full names of their classes. Does not change once it is made.</summary>
public sealed class StoreTypeRegistry
{
    private readonly FrozenDictionary<string, IBlockStoreType> blocks;
    private readonly FrozenDictionary<string, IMetadataStoreType> metadata;

    /// <summary>Registers all that are given.</summary>
    /// <exception cref="StorageStartException">Two have the same name.</exception>
    public StoreTypeRegistry(IEnumerable<IBlockStoreType> blocks, IEnumerable<IMetadataStoreType> metadata) =>
        (this.blocks, this.metadata) = (ToTable(blocks), ToTable(metadata));

    /// <summary>A registry without types.</summary>
    public static StoreTypeRegistry Empty { get; } = new([], []);

    /// <summary>The names of the block store types.</summary>
    public IEnumerable<string> BlockTypes => blocks.Keys.Order(StringComparer.Ordinal);

    /// <summary>The names of the metadata store types.</summary>
    public IEnumerable<string> MetadataTypes => metadata.Keys.Order(StringComparer.Ordinal);

    /// <summary>Checks the options of a block store whose type is among <see cref="BlockTypes"/>.</summary>
    /// <returns>What is wrong with them; null when they can be used.</returns>
    public string? CheckBlocks(string type, IReadOnlyDictionary<string, string> options) => Check(blocks[type].Check, type, options);

    /// <summary>Checks the options of a metadata store whose type is among <see cref="MetadataTypes"/>.</summary>
    /// <returns>What is wrong with them; null when they can be used.</returns>
    public string? CheckMetadata(string type, IReadOnlyDictionary<string, string> options) => Check(metadata[type].Check, type, options);

    /// <summary>Opens the blocks of a share.</summary>
    /// <exception cref="StorageStartException">The type is not known, or the store can't be used.</exception>
    internal ValueTask<IBlockStore> OpenBlocksAsync(CustomStore store, StoreRequest request, CancellationToken cancellationToken) => blocks.TryGetValue(store.Type, out var type)
        ? OpenAsync(type.OpenAsync, store, request, cancellationToken)
        : throw Unknown("block", store, request);

    /// <summary>Opens the rows of a share.</summary>
    /// <exception cref="StorageStartException">The type is not known, or the store can't be used.</exception>
    internal ValueTask<IMetadataStore> OpenMetadataAsync(CustomStore store, StoreRequest request, CancellationToken cancellationToken) => metadata.TryGetValue(store.Type, out var type)
        ? OpenAsync(type.OpenAsync, store, request, cancellationToken)
        : throw Unknown("metadata", store, request);

    private static FrozenDictionary<string, T> ToTable<T>(IEnumerable<T> types)
        where T : class
    {
        var table = new Dictionary<string, T>();
        foreach (var type in types)
        {
            var name = type.GetType().FullName!;
            if (!table.TryAdd(name, type))
            {
                throw new StorageStartException($"There are two store types {name}. Leave one of them out.");
            }
        }

        return table.ToFrozenDictionary();
    }

    /// <summary>A check that ends in a fault of its own is an answer too: the code is not ours, and whoever makes the store reads it.</summary>
    private static string? Check(Func<IReadOnlyDictionary<string, string>, string?> check, string type, IReadOnlyDictionary<string, string> options)
    {
        try
        {
            return check(options);
        }
        catch (Exception exception)
        {
            return $"The store type {type} could not check its options: {exception.Message}";
        }
    }

    /// <summary>Whatever code that is not ours fails with keeps one share from starting, and nothing else; nor does what follows run on a thread of its own.</summary>
    private static async ValueTask<T> OpenAsync<T>(
        Func<StoreRequest, CancellationToken, ValueTask<T>> open, CustomStore store, StoreRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await open(request, cancellationToken);
        }
        catch (Exception exception) when (exception is not (StorageStartException or OperationCanceledException))
        {
            throw new StorageStartException($"The store type {store.Type} could not open share {request.ShareName}: {exception.Message}", exception);
        }
        finally
        {
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        }
    }

    private static StorageStartException Unknown(string use, CustomStore store, StoreRequest request) => new(
        $"Share {request.ShareName} is on a {use} store of the type {store.Type}, which this server does not have. The setting Stores:Assemblies names the assemblies that hold such types.");
}
