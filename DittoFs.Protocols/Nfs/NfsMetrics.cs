using System.Diagnostics.Metrics;
using DittoFs.Protocols.Hosting;
using DittoFs.Protocols.Rpc;

namespace DittoFs.Protocols.Nfs;

/// <summary>Measures the NFS server: calls by procedure and outcome, connections and bytes. All are read from counters when the meter asks.</summary>
internal sealed class NfsMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "DittoFs.Nfs";

    private readonly RpcPrograms programs;

    /// <summary>Makes the instruments.</summary>
    public NfsMetrics(IMeterFactory meters, RpcPrograms programs, ConnectionRegistry registry)
    {
        this.programs = programs;
        var meter = meters.Create(MeterName);
        meter.CreateObservableCounter("dittofs.nfs.calls", ReadCalls, "{call}", "Calls that were answered, by program, procedure and status.");
        meter.CreateObservableUpDownCounter("dittofs.nfs.connections", () => (long)registry.Sum(NfsServer.ServerName).Open, "{connection}", "Open connections.");
        meter.CreateObservableCounter(
            "dittofs.nfs.connections.accepted", () => registry.Sum(NfsServer.ServerName).Accepted, "{connection}", "Connections that were accepted.");
        meter.CreateObservableCounter("dittofs.nfs.received", () => registry.Sum(NfsServer.ServerName).BytesReceived, "By", "Bytes of calls.");
        meter.CreateObservableCounter("dittofs.nfs.sent", () => registry.Sum(NfsServer.ServerName).BytesSent, "By", "Bytes of replies.");
    }

    private IEnumerable<Measurement<long>> ReadCalls()
    {
        foreach (var program in programs.All)
        {
            foreach (var row in program.Rows.OfType<RpcProcedureRow>())
            {
                yield return Measure(program, row, row.Counts.Successes, "Ok");
                foreach (var ((accept, status), count) in row.Counts.Failures)
                {
                    yield return Measure(program, row, count, accept == RpcAcceptStatus.Success ? program.NameStatus(status) : accept.ToString());
                }
            }
        }
    }

    private static Measurement<long> Measure(RpcProgram program, RpcProcedureRow row, long count, string status) =>
        new(count, new("program", program.Name), new("procedure", row.Name), new("status", status));
}
