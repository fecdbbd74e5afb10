using DittoFs.Storage.Collection;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Diagnostics;

/// <summary>
/// Is told what the storage does in the background. Calls come from the storage's own threads: an implementation notes what it needs and returns at
/// once, without blocking and without throwing.
/// </summary>
public interface IStorageObserver
{
    /// <summary>Bytes of files went from the log into one block of the share's store, where they are safe now.</summary>
    /// <param name="share">Whose bytes.</param>
    /// <param name="bytes">How many.</param>
    /// <param name="duration">Time to store the block and to enter it into the metadata.</param>
    void BlockUploaded(ShareId share, long bytes, TimeSpan duration);

    /// <summary>Uploads of the share began to fail, fail differently, or (<see cref="FsError.None"/>) work again.</summary>
    void UploadStateChanged(ShareId share, FsError failure);

    /// <summary>A collection that was no dry run ended.</summary>
    /// <param name="store">The block store's name.</param>
    /// <param name="report">What it found, did, and why it failed if it did.</param>
    void Collected(string store, CollectionReport report);

    /// <summary>A checkpoint freed segments of the log: the metadata stores have all that was in them.</summary>
    void LogRetired(int segments);
}
