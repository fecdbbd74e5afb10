using DittoFs.Storage.Files;
using DittoFs.Storage.Locking;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Storage.Crash;

/// <summary>Each operation whose answer is a promise waits for the sync that makes it true. A later operation of the same client would hide one that does not.</summary>
public sealed class DurableAnswerTests
{
    [Theory]
    [InlineData("write, file sync")]
    [InlineData("write, data sync")]
    [InlineData("commit")]
    [InlineData("set attributes")]
    [InlineData("cut")]
    [InlineData("create")]
    [InlineData("open")]
    [InlineData("make directory")]
    [InlineData("make link")]
    [InlineData("link")]
    [InlineData("rename")]
    [InlineData("remove")]
    [InlineData("remove directory")]
    public async Task Answer_OfAChange_ComesAfterItsSync(string operation)
    {
        var disk = new SimulatedDisk();
        await using var storage = await TestStorage.StartAsync(TestStorage.OpenShare(MetadataStoreKind.RocksDb, BlockStoreKind.FileSystem), disk);
        var files = storage.Files;
        var node = (await files.CreateFileAsync(TestStorage.Root, NodeId.Root, Name("file"), CreateDisposition.Guarded, new AttributeChanges { Size = 100 }, 0, default)).Value.Node.Node;
        await files.MakeDirectoryAsync(TestStorage.Root, NodeId.Root, Name("directory"), default, default);
        var held = disk.HoldSyncs = new TaskCompletionSource();

        var answer = StartAsync(files, node, operation);
        await disk.SyncReached;
        var early = answer.IsCompleted;
        held.SetResult();
        Assert.False(early, $"{operation} was answered before it was durable");
        Assert.Equal(FsError.None, await answer);
    }

    private static async Task<FsError> StartAsync(ShareFileSystem files, NodeId node, string operation)
    {
        var (root, fresh) = (TestStorage.Root, Name("fresh"));
        switch (operation)
        {
            case "write, file sync":
                return (await files.WriteAsync(root, node, 0, new byte[10], WriteStability.FileSync, default)).Error;
            case "write, data sync":
                return (await files.WriteAsync(root, node, 0, new byte[10], WriteStability.DataSync, default)).Error;
            case "commit":
                var written = await files.WriteAsync(root, node, 0, new byte[10], WriteStability.Unstable, default);
                return written.IsSuccess ? (await files.CommitAsync(root, node, default)).Error : written.Error;
            case "set attributes":
                return (await files.SetAttributesAsync(root, node, new AttributeChanges { Mode = 0x180 }, null, default)).Error;
            case "cut":
                return (await files.SetAttributesAsync(root, node, new AttributeChanges { Size = 10 }, null, default)).Error;
            case "create":
                return (await files.CreateFileAsync(root, NodeId.Root, fresh, CreateDisposition.Guarded, default, 0, default)).Error;
            case "open":
                return (await files.OpenAsync(root, NodeId.Root, fresh, new OpenRequest { Access = OpenAccess.ReadData, Disposition = OpenDisposition.Create }, default)).Error;
            case "make directory":
                return (await files.MakeDirectoryAsync(root, NodeId.Root, fresh, default, default)).Error;
            case "make link":
                return (await files.MakeSymbolicLinkAsync(root, NodeId.Root, fresh, "file"u8.ToArray(), default, default)).Error;
            case "link":
                return (await files.LinkAsync(root, node, NodeId.Root, fresh, default)).Error;
            case "rename":
                return (await files.RenameAsync(root, NodeId.Root, Name("file"), NodeId.Root, fresh, default)).Error;
            case "remove":
                return (await files.RemoveAsync(root, NodeId.Root, Name("file"), default)).Error;
            default:
                return (await files.RemoveDirectoryAsync(root, NodeId.Root, Name("directory"), default)).Error;
        }
    }

    private static FileName Name(string text) => FileName.FromText(text);
}
