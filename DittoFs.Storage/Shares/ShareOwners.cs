using DittoFs.Storage.Blocks;
using DittoFs.Storage.Dumps;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Shares;

/// <summary>
/// Sees to it that a share whose rows are in the embedded store and whose blocks are behind a network has one server: another that lost its machine's rows may have been
/// given the share meanwhile. Where rows are in PostgreSQL, its locks do that.
/// </summary>
internal sealed class ShareOwners(ShareEnvironment environment)
{
    /// <summary>The embedded store's identity, which it has from its making on, and copies of it with it.</summary>
    public Guid StoreIdentity => Guid.Parse(File.ReadAllText(Path.Combine(environment.DataDirectory, "metadata", "rocksdb", "IDENTITY")));

    /// <summary>What says that this server has the share; null where nobody needs to.</summary>
    public ShareOwner? Make(ShareDefinition definition, IBlockStore blocks) =>
        definition.Metadata == MetadataStoreKind.RocksDb && blocks.IsRemote && environment.Dumps.OwnerInterval > TimeSpan.Zero
            ? new ShareOwner(new DumpBlocks(blocks, definition.Id), StoreIdentity, environment.Dumps.OwnerInterval)
            : null;

    /// <summary>Says at a share's start that this server has it. False when another does; a store that is away is asked again later.</summary>
    public async Task<bool> TryClaimAsync(ShareDefinition definition, ShareOwner owner, IBlockStore blocks, CancellationToken cancellationToken)
    {
        if ((await blocks.CheckAsync(cancellationToken)).Error != FsError.None)
        {
            return true;
        }

        try
        {
            return (await owner.BeatAsync(released: false, cancellationToken)).Error != FsError.Exists;
        }
        catch (IOException exception)
        {
            ShareLog.OwnerUnknown(environment.Loggers.CreateLogger("DittoFs.Storage.Shares"), definition.Name.Value, exception.Message);
            return true;
        }
    }

    /// <summary>True unless another server says that it has the share.</summary>
    /// <exception cref="IOException">That can't be read now.</exception>
    public async Task<bool> IsOursAsync(ShareDefinition definition, IBlockStore blocks, CancellationToken cancellationToken)
    {
        if (Make(definition, blocks) is not { } owner)
        {
            return true;
        }

        var state = await owner.ReadAsync(cancellationToken);
        return state.IsSuccess ? owner.IsOurs(state.Value) : throw new IOException($"Who has share {definition.Name} can't be read from its block store ({state.Error}).");
    }

    /// <summary>Says that a share can't start here any more.</summary>
    public static StorageStartException Displaced(ShareDefinition definition) => new(
        $"Share {definition.Name} was attached by another server, which has its newer names: what this data directory has of it is old. Delete the share here, or attach it "
        + "again to give up what the other server has.");
}
