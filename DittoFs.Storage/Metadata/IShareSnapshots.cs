using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Metadata;

/// <summary>A store on this machine that shows all rows of a share as they are at one moment, so that they can be kept somewhere else.</summary>
internal interface IShareSnapshots
{
    /// <summary>Fixes the rows of <paramref name="share"/> as they are between two batches. The store can't be closed before the snapshot is disposed.</summary>
    FsResult<IShareSnapshot> OpenSnapshot(ShareId share);
}

/// <summary>The rows of a share at one moment. One user at a time; may block its thread on a disk.</summary>
internal interface IShareSnapshot : IDisposable
{
    /// <summary>
    /// Adds the next rows to <paramref name="batch"/>, up to about <paramref name="bytesMax"/> of them: what puts them into an empty store. Counters of usage, which can be
    /// counted, are left out.
    /// </summary>
    /// <returns>False when there are no more; <see cref="FsError.Corrupt"/> for a row that can't be parsed.</returns>
    FsResult<bool> ReadNext(MutationBatch batch, int bytesMax);
}
