using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Content;

/// <summary>
/// What is known of one file's bytes: which lie in the log, which in blocks. All members but the ids are guarded by <see cref="Gate"/>; changes are made
/// under the lock of the node too, so whoever holds that sees a map that stands still.
/// </summary>
internal sealed class ContentState(ContentId content, NodeId node)
{
    /// <summary>Taken after the node's lock, never before it, and never while waiting for anything.</summary>
    public Lock Gate { get; } = new();

    /// <summary>The content.</summary>
    public ContentId Content { get; } = content;

    /// <summary>The node that it belongs to.</summary>
    public NodeId Node { get; } = node;

    /// <summary>What lies in the log: newer than anything in <see cref="Blocks"/>.</summary>
    public ExtentMap<LogRange> Log { get; } = new();

    /// <summary>The rows of the content map, one extent a row; null until they are read from the store.</summary>
    public ExtentMap<BlockRange>? Blocks { get; set; }

    /// <summary>Bytes in the log.</summary>
    public long DirtyBytes { get; set; }

    /// <summary>No byte in the log comes from an older record: where among others it stands in line for its upload.</summary>
    public ulong OldestSequence { get; set; }

    /// <summary>Counts what took bytes away: where it stands still, bytes were only added or overwritten.</summary>
    public int Cuts { get; set; }

    /// <summary>The committer's number of the last change of the map's rows: the state may be forgotten once that is applied.</summary>
    public ulong LastTicket { get; set; }

    /// <summary>The file is gone: nothing is to be uploaded or read any more.</summary>
    public bool IsDropped { get; set; }

    /// <summary>This object is no longer the one in use: look the content up again.</summary>
    public bool IsForgotten { get; set; }

    /// <summary>Set by each use, cleared by the sweep that looks for what to forget.</summary>
    public bool Referenced { get; set; } = true;

    /// <summary>Ranges that blocks under way hold copies of: no second block takes them up meanwhile. Few, in no order.</summary>
    public List<(ulong Start, ulong End)> Claims { get; } = [];

    /// <summary>Who reads it in order from blocks; null until somebody reads from blocks.</summary>
    public ReadStreams? Readers { get; set; }

    /// <summary>For what a change of a map takes out; used and cleared under the gate.</summary>
    public List<Extent<LogRange>> Scratch { get; } = [];
}
