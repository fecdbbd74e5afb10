using DittoFs.Storage.Files;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;

namespace DittoFs.Web.Tests.Support;

/// <summary>A catalog of shares that a test made.</summary>
internal sealed class ScriptedShareCatalog(params ScriptedFileSystem[] shares) : IShareCatalog
{
    /// <inheritdoc/>
    public IReadOnlyList<IFileSystem> Shares => shares;

    /// <inheritdoc/>
    public FsResult<ResolvedHandle> Resolve(ReadOnlySpan<byte> handle)
    {
        foreach (var share in shares)
        {
            if (share.ReadHandle(handle) is { } node)
            {
                return new ResolvedHandle(share, node);
            }
        }

        return FsError.BadHandle;
    }

    /// <inheritdoc/>
    public bool TryGet(ShareName name, out IFileSystem fileSystem)
    {
        fileSystem = Array.Find(shares, share => share.ShareName == name)!;
        return fileSystem is not null;
    }
}
