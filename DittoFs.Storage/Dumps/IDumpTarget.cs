using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Dumps;

/// <summary>Takes the parts of a dump in the order in which they come, the manifest last: without it there is no dump.</summary>
internal interface IDumpTarget
{
    /// <summary>The share whose rows they are.</summary>
    ShareId Share { get; }

    /// <summary>Puts a part, at most 16 MiB and not none.</summary>
    ValueTask<FsResult<DumpPart>> PutAsync(ReservedBlock block, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

    /// <summary>Puts what says of all other parts what they are.</summary>
    ValueTask<FsResult> PutManifestAsync(DumpManifest manifest, CancellationToken cancellationToken);
}
