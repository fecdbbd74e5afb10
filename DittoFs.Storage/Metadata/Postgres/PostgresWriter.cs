namespace DittoFs.Storage.Metadata.Postgres;

/// <summary>Who changes rows: one share's part of one log. The database knows for each writer which log its changes come from, and how many it has.</summary>
/// <param name="Id">The writer's lasting identity: the share's.</param>
/// <param name="Log">The identity of the log.</param>
/// <param name="LogSequence">The log's last sequence now.</param>
/// <param name="LogHasRecords">The log holds records of this writer from an earlier run.</param>
/// <param name="OutlivesLog">The log never holds anything that was promised and is not in the stores: it may be lost, and another go on at any time.</param>
internal readonly record struct PostgresWriter(Guid Id, Guid Log, ulong LogSequence, bool LogHasRecords, bool OutlivesLog = false);

/// <summary>How far a writer is, as its row says.</summary>
/// <param name="Log">The log that its changes come from.</param>
/// <param name="LogStart">Records of that log up to this sequence are of an earlier time, before another log had the writer: they are void.</param>
/// <param name="Epoch">Rises with every opening, so that an earlier one can't write any more.</param>
/// <param name="Fence">Rises when the end of a transaction is found out, so that none that was sent before can be committed any more.</param>
/// <param name="Commits">The number of transactions.</param>
/// <param name="Applied">The sequence up to which every batch has been applied.</param>
/// <param name="IsReleased">The log holds nothing that the stores do not: another log may go on.</param>
internal sealed record PostgresWriterState(Guid Log, ulong LogStart, long Epoch, long Fence, long Commits, ulong Applied, bool IsReleased);
