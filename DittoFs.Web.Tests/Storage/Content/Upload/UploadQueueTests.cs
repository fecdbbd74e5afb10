using DittoFs.Storage.Content.Upload;
using DittoFs.Storage.Files;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;
using DittoFs.Web.Tests.Storage.Collection;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Storage.Content.Upload;

/// <summary>Which bytes a block takes up.</summary>
public sealed class UploadQueueTests
{
    [Fact]
    public async Task Take_OfBytesThatWereOverwritten_TakesWhatOverwroteThem()
    {
        await using var storage = await TestStorage.StartAsync(TestStorage.OpenShare(MetadataStoreKind.Memory, BlockStoreKind.Memory));
        var file = await storage.Files.WriteFileAsync("file", 1000, 1);
        var through = Assert.Single(storage.Share.Content.DirtyContents).OldestSequence;
        Assert.Equal(FsError.None, (await storage.Files.WriteAsync(TestStorage.Root, file, 0, new byte[1000], WriteStability.Unstable, default)).Error);
        await storage.Files.WriteFileAsync("younger", 1000, 2);

        var order = new UploadOrder(through, Partial: true);
        using var block = new UploadQueue(storage.Share.Content, takesYounger: true).Take(order);
        Assert.True(Assert.Single(block.Pieces).Extent is { Start: 0, End: 1000 } extent && extent.Source.Sequence > through);
        using var none = new UploadQueue(storage.Share.Content, takesYounger: false).Take(order);
        Assert.Empty(none.Pieces);
    }
}
