using DittoFs.Storage.Files;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Shares;

/// <summary>A handle that belongs to a running share. That its node still exists is not known yet.</summary>
public readonly record struct ResolvedHandle(IFileSystem FileSystem, NodeId Node);

/// <summary>The shares that this server runs: what a protocol asks first.</summary>
public interface IShareCatalog
{
    /// <summary>All running shares, ordered by name.</summary>
    IReadOnlyList<IFileSystem> Shares { get; }

    /// <summary>
    /// Finds the share and node of <paramref name="handle"/>: <see cref="FsError.BadHandle"/> for bytes that are no handle of a share that runs here.
    /// </summary>
    FsResult<ResolvedHandle> Resolve(ReadOnlySpan<byte> handle);

    /// <summary>Finds a running share by name, without regard to case.</summary>
    bool TryGet(ShareName name, out IFileSystem fileSystem);
}
