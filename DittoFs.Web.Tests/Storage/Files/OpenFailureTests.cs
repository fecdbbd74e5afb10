using System.Text;
using DittoFs.Storage.Files;
using DittoFs.Storage.Locking;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Storage.Files;

/// <summary>What is left of an open whose change was lost.</summary>
public sealed class OpenFailureTests
{
    [Fact]
    public async Task Open_ThatDidNotBecomeDurable_IsInNobodysWay()
    {
        var disk = new SimulatedDisk();
        await using var storage = await TestStorage.StartAsync(TestStorage.OpenShare(MetadataStoreKind.RocksDb, BlockStoreKind.FileSystem), disk);
        disk.FailSyncs = true;

        var made = await OpenAsync(storage, OpenDisposition.Create, ShareModes.None);
        Assert.Equal(FsError.InputOutput, made.Error);

        Assert.Equal(FsError.None, (await OpenAsync(storage, OpenDisposition.Open, ShareModes.All)).Error);
    }

    private static async Task<FsResult<OpenOutcome>> OpenAsync(TestStorage storage, OpenDisposition disposition, ShareModes sharing) => await storage.Files.OpenAsync(
        TestStorage.Root,
        NodeId.Root,
        FileName.Create(Encoding.UTF8.GetBytes("file")).Value,
        new OpenRequest { Access = OpenAccess.ReadData, Sharing = sharing, Disposition = disposition },
        default);
}
