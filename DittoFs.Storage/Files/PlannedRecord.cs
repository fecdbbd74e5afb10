using DittoFs.Storage.Metadata;

namespace DittoFs.Storage.Files;

/// <summary>The next record of a node, and what of it the metadata store gets.</summary>
/// <param name="After">The record.</param>
/// <param name="Stored">What the store has of it: the same, or one of a smaller size, whose bytes are not only in the log.</param>
internal readonly record struct PlannedRecord(NodeRecord After, NodeRecord Stored)
{
    /// <summary>The store gets it whole.</summary>
    public bool IsWhole => Stored == After;
}
