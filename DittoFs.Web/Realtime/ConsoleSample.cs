namespace DittoFs.Web.Realtime;

/// <summary>What the server did in one second, or on average in several. Rates are per second.</summary>
public readonly record struct ConsoleSample
{
    /// <summary>The end of the second.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Remote calls that were answered.</summary>
    public double CallsPerSecond { get; init; }

    /// <summary>Bytes that clients sent.</summary>
    public double BytesInPerSecond { get; init; }

    /// <summary>Bytes that were sent to clients.</summary>
    public double BytesOutPerSecond { get; init; }

    /// <summary>Half of the calls took at most this, in seconds; 0 without calls.</summary>
    public double MedianSeconds { get; init; }

    /// <summary>99 % of the calls took at most this, in seconds; 0 without calls.</summary>
    public double TailSeconds { get; init; }

    /// <summary>Half of the calls of NFS took at most this, in seconds; 0 without calls.</summary>
    public double NfsMedianSeconds { get; init; }

    /// <summary>99 % of the calls of NFS took at most this, in seconds; 0 without calls.</summary>
    public double NfsTailSeconds { get; init; }

    /// <summary>Half of the calls of SMB took at most this, in seconds; 0 without calls.</summary>
    public double SmbMedianSeconds { get; init; }

    /// <summary>99 % of the calls of SMB took at most this, in seconds; 0 without calls.</summary>
    public double SmbTailSeconds { get; init; }

    /// <summary>99 % of the log's syncs took at most this, in seconds; 0 without any.</summary>
    public double SyncTailSeconds { get; init; }

    /// <summary>Client addresses that have something mounted.</summary>
    public int MountedClients { get; init; }

    /// <summary>Open connections of all protocols.</summary>
    public int Connections { get; init; }

    /// <summary>Acknowledged bytes that only the log on this machine's disk holds.</summary>
    public long BytesAtRisk { get; init; }

    /// <summary>The part of the log's budget that is in use, 0 to 1.</summary>
    public double LogUsedFraction { get; init; }

    /// <summary>Bytes that went into the log.</summary>
    public double LogBytesPerSecond { get; init; }

    /// <summary>Bytes that went from the log into block stores.</summary>
    public double UploadBytesPerSecond { get; init; }

    /// <summary>One sample for several seconds: rates on average, latencies and levels at their worst, so that no peak vanishes.</summary>
    /// <param name="samples">At least one, oldest first.</param>
    public static ConsoleSample Summarize(IReadOnlyList<ConsoleSample> samples) => samples[^1] with
    {
        CallsPerSecond = samples.Average(sample => sample.CallsPerSecond),
        BytesInPerSecond = samples.Average(sample => sample.BytesInPerSecond),
        BytesOutPerSecond = samples.Average(sample => sample.BytesOutPerSecond),
        LogBytesPerSecond = samples.Average(sample => sample.LogBytesPerSecond),
        UploadBytesPerSecond = samples.Average(sample => sample.UploadBytesPerSecond),
        MedianSeconds = samples.Max(sample => sample.MedianSeconds),
        TailSeconds = samples.Max(sample => sample.TailSeconds),
        NfsMedianSeconds = samples.Max(sample => sample.NfsMedianSeconds),
        NfsTailSeconds = samples.Max(sample => sample.NfsTailSeconds),
        SmbMedianSeconds = samples.Max(sample => sample.SmbMedianSeconds),
        SmbTailSeconds = samples.Max(sample => sample.SmbTailSeconds),
        SyncTailSeconds = samples.Max(sample => sample.SyncTailSeconds),
        BytesAtRisk = samples.Max(sample => sample.BytesAtRisk),
        LogUsedFraction = samples.Max(sample => sample.LogUsedFraction),
    };
}
