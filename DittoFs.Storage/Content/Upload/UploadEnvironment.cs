using DittoFs.Storage.Content.Wal;
using DittoFs.Storage.Diagnostics;
using DittoFs.Storage.Threads;
using Microsoft.Extensions.Logging;

namespace DittoFs.Storage.Content.Upload;

/// <summary>What the uploaders of all shares have in common.</summary>
/// <param name="Log">Where the bytes are.</param>
/// <param name="Options">When they leave it.</param>
/// <param name="Buffers">Memory for blocks.</param>
/// <param name="BlocksUnderWay">Blocks that the collector must not take for garbage.</param>
/// <param name="Load">What clients do.</param>
/// <param name="Threads">Where metadata are changed.</param>
/// <param name="PackingThreads">Where bytes are copied and checksums computed.</param>
/// <param name="YieldingThreads">The same while clients are busy: behind everything else.</param>
/// <param name="Clock">The time.</param>
/// <param name="Metrics">Who is told.</param>
/// <param name="Logger">The log for people.</param>
internal sealed record UploadEnvironment(
    WriteAheadLog Log,
    WalOptions Options,
    UploadBuffers Buffers,
    BlocksUnderWay BlocksUnderWay,
    ForegroundLoad Load,
    StorageThreads Threads,
    StorageThreads PackingThreads,
    StorageThreads YieldingThreads,
    TimeProvider Clock,
    UploadMetrics Metrics,
    ILogger Logger);
