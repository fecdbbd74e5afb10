using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Metadata;

/// <summary>What a name in a directory leads to.</summary>
/// <param name="Node">The node.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Cookie">The entry's place in listings.</param>
public readonly record struct NameRecord(NodeId Node, NodeKind Kind, ulong Cookie);

/// <summary>One row of a directory scan.</summary>
/// <param name="Name">The name, in memory of its own.</param>
/// <param name="Entry">Where it leads.</param>
/// <param name="Record">The node's stored record, when asked for and present.</param>
public readonly record struct DirectoryRow(FileName Name, NameRecord Entry, NodeRecord? Record);
