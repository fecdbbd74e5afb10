using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace DittoFs.Web.Realtime;

/// <summary>
/// Listens to the instruments of this server, and of no other in the process, and holds what they measured since the last
/// <see cref="Take"/>.
/// </summary>
internal sealed class MeterReadings : IDisposable
{
    private const string CallDuration = "dittofs.rpc.call.duration";
    private const string SmbCallDuration = "dittofs.smb.call.duration";
    private const string SyncDuration = "dittofs.wal.sync.duration";
    private const string UploadedBytes = "dittofs.upload.bytes";
    private const string LoggedBytes = "dittofs.wal.bytes";

    private static readonly string[] Instruments = [CallDuration, SmbCallDuration, SyncDuration, UploadedBytes, LoggedBytes];

    private readonly MeterListener listener = new();
    private readonly ConcurrentDictionary<(string Instrument, string Procedure), LatencyHistogram> calls = new();
    private readonly LatencyHistogram syncs = new();
    private long uploadedBytes;
    private long loggedBytes;

    /// <summary>Begins to listen.</summary>
    /// <param name="meters">The factory that made the meters: it tells this server's from another's.</param>
    public MeterReadings(IMeterFactory meters)
    {
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, meters) && Instruments.Contains(instrument.Name))
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<double>(NoteDuration);
        listener.SetMeasurementEventCallback<long>(NoteBytes);
        listener.Start();
    }

    /// <summary>What was measured since the last call; one caller at a time.</summary>
    public MeterReading Take()
    {
        var (nfs, smb, all) = (new LatencyDistribution(), new LatencyDistribution(), new LatencyDistribution());
        List<ProcedureReading> procedures = [];
        foreach (var ((instrument, procedure), histogram) in calls)
        {
            var own = new LatencyDistribution();
            histogram.DrainInto(own);
            if (own.Count > 0)
            {
                procedures.Add(new ProcedureReading(instrument == SmbCallDuration ? $"SMB {procedure}" : procedure, own.Count, own.Quantile(0.99)));
                own.AddTo(instrument == SmbCallDuration ? smb : nfs);
            }
        }

        nfs.AddTo(all);
        smb.AddTo(all);

        var synced = new LatencyDistribution();
        syncs.DrainInto(synced);
        return new MeterReading(all, procedures, synced, Interlocked.Exchange(ref uploadedBytes, 0), Interlocked.Exchange(ref loggedBytes, 0)) { Nfs = nfs, Smb = smb };
    }

    /// <inheritdoc/>
    public void Dispose() => listener.Dispose();

    private void NoteDuration(Instrument instrument, double seconds, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        if (instrument.Name == SyncDuration)
        {
            syncs.Record(seconds);
        }
        else if (tags.Length > 0 && tags[0].Value is string procedure)
        {
            calls.GetOrAdd((instrument.Name, procedure), static _ => new LatencyHistogram()).Record(seconds);
        }
    }

    private void NoteBytes(Instrument instrument, long bytes, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state) =>
        Interlocked.Add(ref instrument.Name == UploadedBytes ? ref uploadedBytes : ref loggedBytes, bytes);
}

/// <summary>What the instruments measured between two readings.</summary>
/// <param name="Calls">Durations of all calls.</param>
/// <param name="Procedures">The procedures that were called, in no particular order.</param>
/// <param name="Syncs">Durations of the log's syncs.</param>
/// <param name="UploadedBytes">Bytes that went into blocks.</param>
/// <param name="LoggedBytes">Bytes that went into the log.</param>
internal sealed record MeterReading(
    LatencyDistribution Calls, IReadOnlyList<ProcedureReading> Procedures, LatencyDistribution Syncs, long UploadedBytes, long LoggedBytes)
{
    /// <summary>Durations of the calls of NFS and what belongs to it.</summary>
    public required LatencyDistribution Nfs { get; init; }

    /// <summary>Durations of the calls of SMB.</summary>
    public required LatencyDistribution Smb { get; init; }
}

/// <summary>One procedure between two readings.</summary>
/// <param name="Name">Its name, such as <c>WRITE</c> or <c>SMB Write</c>.</param>
/// <param name="Count">Calls of it.</param>
/// <param name="TailSeconds">99 % of them took at most this.</param>
internal sealed record ProcedureReading(string Name, long Count, double TailSeconds);
