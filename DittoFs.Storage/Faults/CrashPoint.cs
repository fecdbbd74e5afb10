using System.Collections.Immutable;

namespace DittoFs.Storage.Faults;

/// <summary>
/// The moments between two steps at which a crash must do no harm. The code calls <see cref="Reach"/> there; nothing happens unless a test armed a
/// visitor, which then looks at the disk as a crash would leave it. One process-wide visitor: tests that arm one don't run beside others.
/// </summary>
internal static class CrashPoint
{
    /// <summary>A record has its place in the sequence and nothing of it is written.</summary>
    public const string LogPlaced = "log.placed";

    /// <summary>A record is written and not synced.</summary>
    public const string LogWritten = "log.written";

    /// <summary>The log is synced and nobody was told.</summary>
    public const string LogSynced = "log.synced";

    /// <summary>A segment's end is written and its successor not yet in use.</summary>
    public const string LogRolled = "log.rolled";

    /// <summary>A segment's file has its name for a new use and not yet its header.</summary>
    public const string SegmentNamed = "segment.named";

    /// <summary>The new checkpoint is in place by name and the name not yet durable.</summary>
    public const string CheckpointRenamed = "checkpoint.renamed";

    /// <summary>The checkpoint gives segments up that the log still has.</summary>
    public const string LogRetired = "log.retired";

    /// <summary>The metadata store has applied changes and nobody was told.</summary>
    public const string MetadataApplied = "metadata.applied";

    /// <summary>The metadata store has flushed and no segment was given up for it.</summary>
    public const string MetadataFlushed = "metadata.flushed";

    /// <summary>A block is written under its temporary name.</summary>
    public const string BlockWritten = "block.written";

    /// <summary>A block is stored and no map names it.</summary>
    public const string BlockStored = "upload.stored";

    /// <summary>The maps' changes are logged and the log still has the bytes.</summary>
    public const string UploadLogged = "upload.logged";

    /// <summary>The list of dead blocks is in place, and none of them deleted.</summary>
    public const string CandidatesNoted = "collection.noted";

    /// <summary>A dead block is deleted, and others wait.</summary>
    public const string BlockDeleted = "collection.deleted";

    /// <summary>A deleted share's blocks are gone, and its rows still there.</summary>
    public const string ShareBlocksErased = "erase.blocks";

    /// <summary>A deleted share's rows are gone, and its settings still there.</summary>
    public const string ShareRowsDropped = "erase.rows";

    private static Action<string>? visitor;

    /// <summary>The points of the collector.</summary>
    public static ImmutableArray<string> OfCollection { get; } = [CandidatesNoted, BlockDeleted];

    /// <summary>The points of erasing a share.</summary>
    public static ImmutableArray<string> OfErasure { get; } = [ShareBlocksErased, ShareRowsDropped];

    /// <summary>Every point that clients, uploads and checkpoints pass, for those who visit each.</summary>
    public static ImmutableArray<string> All { get; } =
    [
        LogPlaced, LogWritten, LogSynced, LogRolled, SegmentNamed, CheckpointRenamed, LogRetired,
        MetadataApplied, MetadataFlushed, BlockWritten, BlockStored, UploadLogged,
    ];

    /// <summary>Says that <paramref name="point"/> is reached. May be called with locks held.</summary>
    public static void Reach(string point) => Volatile.Read(ref visitor)?.Invoke(point);

    /// <summary>Lets <paramref name="visit"/> see every point that is reached, on the thread that reaches it; null ends that.</summary>
    public static void Arm(Action<string>? visit) => Volatile.Write(ref visitor, visit);
}
