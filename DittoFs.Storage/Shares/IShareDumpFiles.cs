using DittoFs.Storage.Dumps;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Shares;

/// <summary>Metadata of shares in files. The storage must have been started.</summary>
public interface IShareDumpFiles
{
    /// <summary>
    /// Writes the metadata of a share, as they are at one moment, to <paramref name="target"/>, with memory that does not grow with the share. Clients of a share that runs go on;
    /// what it had written before is brought into its block store first.
    /// </summary>
    /// <returns>
    /// <see cref="FsError.NotSupported"/> for a share whose metadata are not in the embedded store, <see cref="FsError.NotFound"/> for one that has none yet,
    /// <see cref="FsError.NotSynchronized"/> for one that is stopped and has bytes that only the log holds, or that is just being started; or what a store answered. What was written by
    /// then is no dump.
    /// </returns>
    /// <exception cref="IOException"><paramref name="target"/> can't be written.</exception>
    Task<DumpFileReport> WriteAsync(ShareDefinition share, Stream target, CancellationToken cancellationToken);

    /// <summary>Reads such a file to its end and checks it.</summary>
    Task<DumpFileReport> VerifyAsync(Stream source, CancellationToken cancellationToken);

    /// <summary>
    /// Puts such a file's rows in place of all that the embedded store has of a share that does not run, after it was read to its end. Handles that clients had then are good
    /// afterwards; those of files that were made later are stale. What the log has of the share is given up with the rows.
    /// </summary>
    /// <param name="share">The share. It must be the file's.</param>
    /// <param name="source">The file, which can seek.</param>
    /// <param name="replace">Metadata that the share has now are given up; else they are kept.</param>
    /// <param name="cancellationToken">Gives up. Once rows are put, the share does not start before they were loaded again.</param>
    Task<LoadReport> LoadAsync(ShareDefinition share, Stream source, bool replace, CancellationToken cancellationToken);
}
