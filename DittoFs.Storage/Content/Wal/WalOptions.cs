using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Content.Wal;

/// <summary>Settings of the write-ahead log.</summary>
public sealed class WalOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Wal";

    /// <summary>The smallest budget that can work: writers need room while older segments are uploaded.</summary>
    public static readonly ByteSize BudgetMin = ByteSize.FromMebibytes(256);

    /// <summary>Disk that the log may take, its spare segments included. Writers slow down before it is used up.</summary>
    public ByteSize Budget { get; set; } = ByteSize.FromGibibytes(4);

    /// <summary>Bytes of one share that may wait in the log for their upload; 0 for half of <see cref="Budget"/>, else 64 MiB to <see cref="Budget"/>.</summary>
    public ByteSize ShareBudget { get; set; }

    /// <summary><see cref="ShareBudget"/> in bytes.</summary>
    internal long ShareBudgetBytes => ShareBudget.Bytes == 0 ? Budget.Bytes / 2 : ShareBudget.Bytes;

    /// <summary>Length of one segment file: 16 MiB to 1 GiB.</summary>
    public ByteSize SegmentSize { get; set; } = ByteSize.FromMebibytes(64);

    /// <summary>Bytes rest in the log at least this long before a full block takes them; 0 to 10 minutes.</summary>
    public TimeSpan UploadDelay { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Bytes that are this old are uploaded even if they do not fill a block; 1 s to 1 day.</summary>
    public TimeSpan UploadAgeMax { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Memory in which blocks are packed, of all shares together; 32 MiB to 16 GiB. Each block under way takes 16 MiB.</summary>
    public ByteSize UploadMemory { get; set; } = ByteSize.FromMebibytes(128);

    /// <summary>At the latest after this time, what the log holds of names and attributes is folded into the metadata stores; 1 s to 10 minutes.</summary>
    public TimeSpan CheckpointInterval { get; set; } = TimeSpan.FromSeconds(5);
}
