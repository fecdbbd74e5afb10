using System.Diagnostics.Metrics;
using DittoFs.Protocols.Hosting;
using DittoFs.Protocols.Smb.Commands;
using DittoFs.Storage.Primitives;

namespace DittoFs.Protocols.Smb;

/// <summary>Measures the SMB server: calls by command and outcome, how long they take, sign-ins, connections and bytes.</summary>
internal sealed class SmbMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "DittoFs.Smb";

    private readonly CommandTable commands;
    private readonly TimeProvider clock;
    private readonly Histogram<double> duration;
    private readonly Counter<long> malformed;
    private readonly Counter<long> signIns;

    /// <summary>Makes the instruments.</summary>
    public SmbMetrics(IMeterFactory meters, CommandTable commands, ConnectionRegistry registry, TimeProvider clock)
    {
        (this.commands, this.clock) = (commands, clock);
        var meter = meters.Create(MeterName);
        duration = meter.CreateHistogram<double>("dittofs.smb.call.duration", "s", "Time from a call's arrival until its reply is complete.", tags: null, HistogramBuckets.Seconds);
        malformed = meter.CreateCounter<long>("dittofs.smb.malformed", "{frame}", "Frames that closed their connection.");
        signIns = meter.CreateCounter<long>("dittofs.smb.signins", "{signin}", "Sign-ins that came to an end, by outcome.");
        meter.CreateObservableCounter("dittofs.smb.calls", ReadCalls, "{call}", "Calls that were answered, by command and outcome.");
        meter.CreateObservableUpDownCounter("dittofs.smb.connections", () => (long)registry.Sum(SmbServer.ServerName).Open, "{connection}", "Open connections.");
        meter.CreateObservableCounter(
            "dittofs.smb.connections.accepted", () => registry.Sum(SmbServer.ServerName).Accepted, "{connection}", "Connections that were accepted.");
        meter.CreateObservableCounter("dittofs.smb.received", () => registry.Sum(SmbServer.ServerName).BytesReceived, "By", "Bytes of calls.");
        meter.CreateObservableCounter("dittofs.smb.sent", () => registry.Sum(SmbServer.ServerName).BytesSent, "By", "Bytes of replies.");
    }

    /// <summary>Marks that a call begins; pass it to <see cref="RecordDuration"/>.</summary>
    public long Begin() => clock.GetTimestamp();

    /// <summary>Notes how long a call took.</summary>
    public void RecordDuration(SmbCommandRow row, long startedAt)
    {
        if (duration.Enabled)
        {
            duration.Record(clock.GetElapsedTime(startedAt).TotalSeconds, new KeyValuePair<string, object?>("command", row.Name));
        }
    }

    /// <summary>Counts a frame that closed its connection.</summary>
    public void CountMalformedFrame() => malformed.Add(1);

    /// <summary>Counts a sign-in.</summary>
    public void CountSignIn(bool succeeded) => signIns.Add(1, new KeyValuePair<string, object?>("outcome", succeeded ? "ok" : "refused"));

    private IEnumerable<Measurement<long>> ReadCalls()
    {
        foreach (var row in commands.Rows)
        {
            var failures = row.Failures;
            yield return new Measurement<long>(row.Calls - failures, new("command", row.Name), new("outcome", "ok"));
            yield return new Measurement<long>(failures, new("command", row.Name), new("outcome", "failed"));
        }
    }
}
