namespace DittoFs.Storage.Primitives;

/// <summary>A range of a file in which bytes are kept.</summary>
/// <param name="Offset">Where it begins.</param>
/// <param name="End">Where it ends: the offset behind its last byte.</param>
public readonly record struct AllocatedRange(ulong Offset, ulong End);
