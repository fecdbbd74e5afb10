using System.Diagnostics.Metrics;
using DittoFs.Storage.Blocks;
using DittoFs.Storage.Blocks.Decorators;
using DittoFs.Storage.Blocks.Memory;
using DittoFs.Storage.Conformance;
using Microsoft.Extensions.DependencyInjection;
using static DittoFs.Storage.Conformance.TestRecords;

namespace DittoFs.Web.Tests.Storage.Blocks;

public sealed class MeteredBlockStoreTests : BlockStoreConformance, IDisposable
{
    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly List<string> recorded = [];
    private readonly MeterListener listener = new();

    public MeteredBlockStoreTests()
    {
        listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == Factory)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Note(instrument, 0, tags));
        listener.Start();
    }

    private IMeterFactory Factory => services.GetRequiredService<IMeterFactory>();

    public void Dispose()
    {
        listener.Dispose();
        services.Dispose();
    }

    protected override Task<IBlockStore> OpenStoreAsync() => Task.FromResult<IBlockStore>(
        new MeteredBlockStore(new MemoryBlockStore(TimeProvider.System), "memory", new BlockStoreMetrics(Factory), TimeProvider.System));

    [Fact]
    public async Task Operations_AreCountedByKindAndOutcomeWithTheirBytes()
    {
        await PutAsync(Block(1), new byte[30]);
        await Store.ReadAsync(Block(1), 10, new byte[100], None);
        await Store.ReadAsync(Block(2), 0, new byte[100], None);
        await Store.DeleteAsync(Block(1), None);
        Assert.Equal(
            [
                "dittofs.blocks.operation.duration 0 memory put",
                "dittofs.blocks.bytes 30 memory put",
                "dittofs.blocks.operations 1 memory put None",
                "dittofs.blocks.operation.duration 0 memory read",
                "dittofs.blocks.bytes 20 memory read",
                "dittofs.blocks.operations 1 memory read None",
                "dittofs.blocks.operation.duration 0 memory read",
                "dittofs.blocks.operations 1 memory read NotFound",
                "dittofs.blocks.operation.duration 0 memory delete",
                "dittofs.blocks.operations 1 memory delete None",
            ],
            recorded);
    }

    private void Note(Instrument instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var line = string.Join(' ', [instrument.Name, value, .. tags.ToArray().Select(static tag => tag.Value)]);
        lock (recorded)
        {
            recorded.Add(line);
        }
    }
}
