using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Files;

/// <summary>The attributes of a node just before and just after one operation, taken in the same instant as the operation itself.</summary>
public readonly record struct AttributeChange(NodeAttributes Before, NodeAttributes After);

/// <summary>A node that was looked up, with the directory that it was found in.</summary>
public readonly record struct LookupOutcome(NodeAttributes Node, NodeAttributes Directory);

/// <summary>A node that was made.</summary>
/// <param name="Node">The new node, or the existing one that an unchecked or repeated exclusive create took.</param>
/// <param name="Directory">The directory around the change.</param>
/// <param name="Created">False when the node existed.</param>
public readonly record struct CreateOutcome(NodeAttributes Node, AttributeChange Directory, bool Created);

/// <summary>A name that was added to a node.</summary>
public readonly record struct LinkOutcome(NodeAttributes Node, AttributeChange Directory);

/// <summary>A name that moved. For a move within one directory both changes are the same.</summary>
public readonly record struct RenameOutcome(AttributeChange From, AttributeChange To);

/// <summary>A symbolic link's target, as it was given.</summary>
public readonly record struct LinkTarget(ReadOnlyMemory<byte> Target, NodeAttributes Attributes);

/// <summary>The access that was granted out of what was asked for.</summary>
public readonly record struct AccessOutcome(AccessMask Granted, NodeAttributes Attributes);

/// <summary>Bytes that were read into the caller's memory.</summary>
/// <param name="Count">How many; fewer than asked for only at the end of the file.</param>
/// <param name="EndOfFile">True when the read reached the end.</param>
/// <param name="Attributes">The file after the read.</param>
public readonly record struct ReadOutcome(int Count, bool EndOfFile, NodeAttributes Attributes);

/// <summary>Bytes that were written.</summary>
/// <param name="Count">How many.</param>
/// <param name="Stability">How durable they are now: what was asked for or better.</param>
/// <param name="Change">The file around the write.</param>
public readonly record struct WriteOutcome(int Count, WriteStability Stability, AttributeChange Change);

/// <summary>One entry of a listing.</summary>
/// <param name="Node">The node that the name leads to.</param>
/// <param name="Cookie">Pass it to go on behind this entry. From 3 up (1 and 2 stand for <c>.</c> and <c>..</c>), below 2^63, never reused.</param>
/// <param name="Name">The name, in memory that stays valid.</param>
/// <param name="Attributes">Present when they were asked for and the node still exists.</param>
public readonly record struct DirectoryEntry(NodeId Node, ulong Cookie, FileName Name, NodeAttributes? Attributes);

/// <summary>A part of a directory's listing.</summary>
public readonly record struct DirectoryPage(IReadOnlyList<DirectoryEntry> Entries, bool EndOfDirectory, NodeAttributes Directory);

/// <summary>Space and node counts of a share (RFC 1813 §3.3.18). "Free" is 0 only when writes are refused.</summary>
public readonly record struct FileSystemStatistics(ulong BytesTotal, ulong BytesFree, ulong NodesTotal, ulong NodesFree, NodeAttributes Root);
