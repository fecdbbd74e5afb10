using System.Diagnostics.Metrics;
using DittoFs.Storage.Primitives;

namespace DittoFs.Protocols.Rpc;

/// <summary>Measures remote procedure calls. What is counted on every call is a plain counter that the meter reads when asked.</summary>
internal sealed class RpcMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "DittoFs.Rpc";

    private static readonly TimeSpan MalformedReportInterval = TimeSpan.FromSeconds(10);

    private readonly TimeProvider clock;
    private readonly Histogram<double> duration;
    private readonly Counter<long> replays;
    private readonly Counter<long> malformed;
    private readonly Counter<long> stalled;
    private long longestTurnTicks;

    /// <summary>Makes the instruments.</summary>
    public RpcMetrics(IMeterFactory meters, TimeProvider clock)
    {
        this.clock = clock;
        MalformedReports = new LogThrottle(clock, MalformedReportInterval);
        var meter = meters.Create(MeterName);
        duration = meter.CreateHistogram<double>("dittofs.rpc.call.duration", "s", "Time from a call's arrival until its reply is complete.", tags: null, HistogramBuckets.Seconds);
        replays = meter.CreateCounter<long>("dittofs.rpc.replays", "{call}", "Retransmitted calls that were answered with the first reply.");
        malformed = meter.CreateCounter<long>("dittofs.rpc.malformed", "{record}", "Records that closed their connection.");
        stalled = meter.CreateCounter<long>("dittofs.rpc.stalled", "{record}", "Records that were begun and not finished in time, which closed their connection.");
        meter.CreateObservableGauge("dittofs.rpc.turn.longest", TakeLongestTurn, "s", "The longest that a receive loop held its thread since the last reading.");
    }

    /// <summary>Lets a line about malformed records into the log now and then: anybody may send rubbish, as often as he likes.</summary>
    public LogThrottle MalformedReports { get; }

    /// <summary>Notes how long a call took.</summary>
    public void RecordDuration(RpcProcedureRow row, TimeSpan elapsed)
    {
        if (duration.Enabled)
        {
            duration.Record(elapsed.TotalSeconds, new KeyValuePair<string, object?>("procedure", row.Name));
        }
    }

    /// <summary>Counts a retransmission that did not run again.</summary>
    public void CountReplay() => replays.Add(1);

    /// <summary>Counts a record that closed its connection.</summary>
    public void CountMalformedRecord() => malformed.Add(1);

    /// <summary>Counts a record that was not finished in time.</summary>
    public void CountStalledRecord() => stalled.Add(1);

    /// <summary>Marks that a receive loop got its thread.</summary>
    public long BeginTurn() => clock.GetTimestamp();

    /// <summary>Marks that a receive loop gives its thread back.</summary>
    public void EndTurn(long startedAt)
    {
        var ticks = clock.GetTimestamp() - startedAt;
        var longest = Volatile.Read(ref longestTurnTicks);
        while (ticks > longest)
        {
            var seen = Interlocked.CompareExchange(ref longestTurnTicks, ticks, longest);
            if (seen == longest)
            {
                return;
            }

            longest = seen;
        }
    }

    private double TakeLongestTurn() => (double)Interlocked.Exchange(ref longestTurnTicks, 0) / clock.TimestampFrequency;
}
