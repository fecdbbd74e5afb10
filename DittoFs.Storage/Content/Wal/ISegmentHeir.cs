namespace DittoFs.Storage.Content.Wal;

/// <summary>Takes files over that the log needs no more, and gives files back when the log finds no space for new ones.</summary>
internal interface ISegmentHeir
{
    /// <summary>
    /// Takes the segment's open file, which it may rename from now on. False when it is of no use: then the log writes over it once nobody has it pinned.
    /// </summary>
    bool TryKeep(WalSegment segment);

    /// <summary>The path of a file of a segment's length that nobody uses any more, for the log to rename; null when there is none. May be called under the log's lock.</summary>
    string? GiveUp();
}
