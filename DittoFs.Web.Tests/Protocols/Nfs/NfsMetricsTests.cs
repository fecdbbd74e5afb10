using System.Diagnostics.Metrics;
using DittoFs.Protocols.Nfs;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Protocols.Nfs;

public sealed class NfsMetricsTests
{
    [Fact]
    public async Task Calls_ByProcedureAndStatus_AreMeasured()
    {
        await using var server = new NfsTestServer(new ScriptedShareCatalog(new ScriptedFileSystem()));
        await using var client = await NfsTestClient.ConnectAsync(await server.StartAsync());
        var root = (await client.MountAsync("/export")).Handle!;
        await client.GetAttrAsync(root);
        await client.GetAttrAsync(root);
        await client.LookupAsync(root, "none");

        var seen = Measure(server.Get<IMeterFactory>());

        Assert.Equal(2, seen["dittofs.nfs.calls/nfs3/GETATTR/Ok"]);
        Assert.Equal(1, seen["dittofs.nfs.calls/nfs3/LOOKUP/NoEntry"]);
        Assert.Equal(1, seen["dittofs.nfs.calls/mount3/MNT/Ok"]);
        Assert.Equal(1, seen["dittofs.nfs.connections"]);
        Assert.True(seen["dittofs.nfs.received"] > 0);
    }

    private static Dictionary<string, long> Measure(IMeterFactory factory)
    {
        var seen = new Dictionary<string, long>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == NfsMetrics.MeterName && instrument.Meter.Scope == factory)
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
            seen[string.Join('/', [instrument.Name, .. tags.ToArray().Select(tag => $"{tag.Value}")])] = value);
        listener.Start();
        listener.RecordObservableInstruments();
        return seen;
    }
}
