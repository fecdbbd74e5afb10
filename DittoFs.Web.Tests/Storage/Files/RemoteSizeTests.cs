using DittoFs.Storage.Files;
using DittoFs.Storage.Primitives;
using DittoFs.Web.Tests.Storage.Collection;
using DittoFs.Web.Tests.Support;
using static DittoFs.Web.Tests.Storage.Files.RemoteDurabilityTests;

namespace DittoFs.Web.Tests.Storage.Files;

/// <summary>What becomes of a file's size on a share of the durability <c>remote</c> whose last bytes nobody was promised, when its machine is lost.</summary>
public sealed class RemoteSizeTests
{
    private static readonly FileName Name = FileName.FromText("file");
    private static readonly FileName Other = FileName.FromText("other");

    /// <summary>Something that is promised of a file whose last bytes are not.</summary>
    public enum Operation
    {
        ChangeMode,
        Rename,
        Link,
        Unlink,
    }

    [Theory]
    [InlineData(Operation.ChangeMode)]
    [InlineData(Operation.Rename)]
    [InlineData(Operation.Link)]
    [InlineData(Operation.Unlink)]
    public async Task Size_OfUnpromisedBytes_GoesWithTheLog_WhateverElseIsPromised(Operation operation)
    {
        await using var storage = await TestStorage.StartAsync(RemoteShare());
        var file = await StartGrowingAsync(storage, operation);
        var name = await RunAsync(storage.Files, file, operation);
        await using (var next = await TestStorage.StartAsync(LoseTheLog(storage.CaptureCrash(powerCut: false))))
        {
            await AssertAsync(next, name, 10_000, operation);
        }

        // The log has the bytes, and so the size; and what was promised besides.
        await using (var next = await storage.CrashAsync())
        {
            await AssertAsync(next, name, 20_000, operation);
        }

        // Once more, on what is there of it: each record stands for all before it.
        Assert.Equal(FsError.None, (await storage.Files.SetAttributesAsync(TestStorage.Root, file, new AttributeChanges { Gid = 7 }, null, default)).Error);
        await using (var next = await storage.CrashAsync())
        {
            await AssertAsync(next, name, 20_000, operation);
        }

        Assert.Equal(FsError.None, (await storage.Files.CommitAsync(TestStorage.Root, file, default)).Error);
        await using var last = await TestStorage.StartAsync(LoseTheLog(storage.CaptureCrash(powerCut: false)));
        await AssertAsync(last, name, 20_000, operation);
    }

    [Fact]
    public async Task Size_OfUnpromisedBytes_IsThereWhenTheShareStartsAgain()
    {
        await using var storage = await TestStorage.StartAsync(RemoteShare());
        var file = await StartGrowingAsync(storage, Operation.ChangeMode);
        await RunAsync(storage.Files, file, Operation.ChangeMode);
        Assert.Equal(FsError.None, (await storage.Engine.RemoveShareAsync(storage.Definition.Id, default)).Error);
        Assert.Equal(FsError.None, (await storage.Engine.AddShareAsync(storage.Definition, default)).Error);
        await AssertAsync(storage, Name, 20_000, Operation.ChangeMode);
        await using var next = await storage.RestartAsync();
        await AssertAsync(next, Name, 20_000, Operation.ChangeMode);
    }

    [Fact]
    public async Task Size_ThatWasSet_IsPromised_WithTheBytesThatWereThere()
    {
        await using var storage = await TestStorage.StartAsync(RemoteShare());
        var file = await StartGrowingAsync(storage, Operation.ChangeMode);
        Assert.Equal(FsError.None, (await storage.Files.SetAttributesAsync(TestStorage.Root, file, new AttributeChanges { Size = 30_000 }, null, default)).Error);
        await using var next = await TestStorage.StartAsync(LoseTheLog(storage.CaptureCrash(powerCut: false)));
        var found = (await next.Files.LookupAsync(TestStorage.Root, NodeId.Root, Name, default)).Value.Node;
        var bytes = new byte[40_000];
        Assert.Equal(30_000, (await next.Files.ReadAsync(TestStorage.Root, found.Node, 0, bytes, default)).Value.Count);
        Assert.Equal(-1, bytes.AsSpan(0, 20_000).IndexOfAnyExcept((byte)1));
        Assert.Equal(-1, bytes.AsSpan(20_000).IndexOfAnyExcept((byte)0));
    }

    /// <summary>A file of 10,000 promised bytes, and as many that are not.</summary>
    private static async Task<NodeId> StartGrowingAsync(TestStorage storage, Operation operation)
    {
        var file = await storage.Files.WriteFileAsync(Name.ToString(), 10_000, 1);
        if (operation == Operation.Unlink)
        {
            Assert.Equal(FsError.None, (await storage.Files.LinkAsync(TestStorage.Root, file, NodeId.Root, Other, default)).Error);
        }

        Assert.Equal(FsError.None, (await storage.Files.CommitAsync(TestStorage.Root, file, default)).Error);
        Assert.Equal(FsError.None, (await storage.Files.WriteAsync(TestStorage.Root, file, 10_000, Bytes(10_000, 1), WriteStability.Unstable, default)).Error);
        return file;
    }

    private static async Task<FileName> RunAsync(ShareFileSystem files, NodeId file, Operation operation)
    {
        var root = NodeId.Root;
        var error = operation switch
        {
            Operation.Rename => (await files.RenameAsync(TestStorage.Root, root, Name, root, Other, default)).Error,
            Operation.Link => (await files.LinkAsync(TestStorage.Root, file, root, Other, default)).Error,
            Operation.Unlink => (await files.RemoveAsync(TestStorage.Root, root, Name, default)).Error,
            _ => (await files.SetAttributesAsync(TestStorage.Root, file, new AttributeChanges { Mode = 0x180 }, null, default)).Error,
        };
        Assert.Equal(FsError.None, error);
        return operation == Operation.ChangeMode ? Name : Other;
    }

    private static async Task AssertAsync(TestStorage storage, FileName name, int length, Operation operation)
    {
        await storage.Files.AssertFileAsync(name.ToString(), length, 1);
        var attributes = (await storage.Files.LookupAsync(TestStorage.Root, NodeId.Root, name, default)).Value.Node;
        Assert.Equal((ulong)length, attributes.Size);
        Assert.Equal(operation == Operation.ChangeMode, (attributes.Mode & 0xFFF) == 0x180);
        Assert.Equal(operation == Operation.Link ? 2U : 1U, attributes.LinkCount);
        Assert.Equal(0, (await storage.Engine.RecountAsync(storage.Definition.Id, default)).Value.WrongOwners);
    }
}
