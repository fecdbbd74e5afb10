using DittoFs.Protocols.Nsm;
using DittoFs.Storage;
using DittoFs.Web.Hosting.Platform;

namespace DittoFs.Web.Hosting.Lifecycle;

/// <summary><c>nfs-lock-clients.json</c> in the data directory: which NFS clients hold locks.</summary>
internal sealed class NsmStateFile(StorageOptions storage) : INsmStateFile
{
    private readonly string _path = Path.Combine(storage.DataDirectory, "nfs-lock-clients.json");

    /// <inheritdoc/>
    public byte[]? Read() => File.Exists(_path) ? File.ReadAllBytes(_path) : null;

    /// <inheritdoc/>
    public void Replace(ReadOnlySpan<byte> content) => DurableFile.Replace(_path, content);
}
