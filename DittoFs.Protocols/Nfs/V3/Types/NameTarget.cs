using DittoFs.Storage.Files;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;

namespace DittoFs.Protocols.Nfs.V3.Types;

/// <summary>The directory and the checked name that a procedure works on.</summary>
internal readonly record struct NameTarget(NodeTarget Directory, FileName Name)
{
    /// <summary>The share; only after <see cref="Resolve"/> succeeded.</summary>
    public IFileSystem FileSystem => Directory.FileSystem!;

    /// <summary>Finds the directory and checks the name. When only the name is wrong, <paramref name="target"/> still has the directory.</summary>
    public static FsError Resolve(IShareCatalog shares, in DirectoryName where, out NameTarget target)
    {
        var error = NodeTarget.Resolve(shares, where.Directory, out var directory);
        target = new NameTarget(directory, default);
        if (error != FsError.None)
        {
            return error;
        }

        var name = FileName.Create(where.Name);
        target = new NameTarget(directory, name.Value);
        return name.Error;
    }
}
