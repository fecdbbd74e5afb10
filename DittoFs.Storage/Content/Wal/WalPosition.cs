namespace DittoFs.Storage.Content.Wal;

/// <summary>Where a record was put.</summary>
/// <param name="Sequence">Its place in the one sequence of all changes.</param>
/// <param name="Segment">The file that it lies in.</param>
/// <param name="PayloadOffset">Where in the file its payload begins.</param>
/// <param name="Ticket">Of a metadata record: the follower's number of it.</param>
internal readonly record struct WalPosition(ulong Sequence, WalSegment Segment, long PayloadOffset, ulong Ticket = 0);
