using DittoFs.Storage.Shares;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Storage.Crash;

/// <summary>The power fails while many clients work; afterwards everything that was acknowledged is there, and nothing is half there.</summary>
public sealed class PowerCutTests
{
    private const int ClientCount = 8;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task PowerCut_UnderLoad_KeepsWhatWasAcknowledged(int seed)
    {
        var load = await RunAsync(seed, ignoreSyncs: false, uploads: seed != 2);
        Assert.True(load.Acknowledged > 50, $"only {load.Acknowledged} acknowledgements");
        Assert.Empty(load.Broken);
    }

    [Fact]
    public async Task PowerCut_WhenSyncsAreIgnored_IsNoticedByThisTest()
    {
        var load = await RunAsync(4, ignoreSyncs: true, uploads: false);
        Assert.NotEmpty(load.Broken);
    }

    private static async Task<(int Acknowledged, List<string> Broken)> RunAsync(int seed, bool ignoreSyncs, bool uploads)
    {
        var disk = new SimulatedDisk();
        await using var storage = await TestStorage.StartAsync(TestStorage.OpenShare(MetadataStoreKind.RocksDb, BlockStoreKind.FileSystem), disk);
        disk.IgnoreSyncs = ignoreSyncs;
        using var stop = new CancellationTokenSource();
        var clients = Enumerable.Range(0, ClientCount).Select(i => new PromisingClient(storage.Files, i, seed)).ToList();
        var running = clients.Select(client => Task.Run(() => client.RunAsync(stop.Token))).ToList();
        while (clients.Sum(client => client.AcknowledgedCount) < 400)
        {
            await Task.Yield();
            if (uploads)
            {
                await storage.Share.Uploader.DrainAsync(default);
            }
        }

        var (promised, left) = PromisingClient.Collect(clients, () => storage.CaptureCrash(powerCut: true));
        await using var after = await TestStorage.StartAsync(left);
        await stop.CancelAsync();
        await Task.WhenAll(running);
        return (promised.Count, await PromisingClient.FindBrokenAsync(after.Files, promised));
    }
}
