using DittoFs.Protocols.Nfs.V3;
using DittoFs.Storage.Files;
using DittoFs.Storage.Primitives;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Protocols.Nfs.V3;

/// <summary>Every procedure through a connection in memory, with its result and its usual failures.</summary>
public sealed partial class NfsV3Tests : IAsyncLifetime
{
    private readonly ScriptedFileSystem share = new();
    private readonly ScriptedFileSystem other = new("other");
    private readonly NfsTestServer server;
    private readonly NfsTestClient client;
    private byte[] root = [];

    public NfsV3Tests()
    {
        server = new NfsTestServer(new ScriptedShareCatalog(share, other));
        client = server.Connect();
    }

    public async Task InitializeAsync() => root = (await client.MountAsync("/export")).Handle!;

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Fact]
    public async Task GetAttr_OfAFile_TellsAllFields()
    {
        var file = await client.CreateAsync(root, "f", mode: 0xFFFF_FFFF, size: 5000);
        var attributes = (await client.GetAttrAsync(file.Handle!)).Attributes!;
        Assert.Equal(file.Attributes, attributes);
        Assert.Equal((1u, 0xFFFu, 1u), (attributes.Type, attributes.Mode, attributes.LinkCount));
        Assert.NotEqual(0ul, attributes.FileSystemId);
        Assert.NotEqual(0ul, attributes.FileId);
        Assert.Equal(2ul, (await client.GetAttrAsync(root)).Attributes!.FileId);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(28)]
    [InlineData(30)]
    [InlineData(64)]
    public async Task GetAttr_HandleOfAnotherLength_ReturnsBadHandle(int length) =>
        Assert.Equal(NfsV3Status.BadHandle, (await client.GetAttrAsync(new byte[length])).Status);

    [Fact]
    public async Task GetAttr_HandleWithOneFlippedBit_ReturnsBadHandle()
    {
        var handle = root.ToArray();
        handle[3] ^= 1;
        Assert.Equal(NfsV3Status.BadHandle, (await client.GetAttrAsync(handle)).Status);
    }

    [Fact]
    public async Task GetAttr_OfARemovedNode_ReturnsStale()
    {
        var file = (await client.CreateAsync(root, "f")).Handle!;
        await client.RemoveAsync(root, "f");
        Assert.Equal(NfsV3Status.Stale, (await client.GetAttrAsync(file)).Status);
    }

    [Fact]
    public async Task SetAttr_ModeSizeAndTime_AreSetWithCacheData()
    {
        var file = await client.CreateAsync(root, "f");
        var reply = await client.SetAttrAsync(file.Handle!, mode: 0x1C0, size: 77, modifyTime: (5, 6));
        Assert.Equal(NfsV3Status.Ok, reply.Status);
        Assert.Equal(file.Attributes!.ChangeTime, reply.Wcc.Before!.Value.ChangeTime);
        Assert.Equal((0x1C0u, 77ul, (5u, 6u)), (reply.Wcc.After!.Mode, reply.Wcc.After.Size, reply.Wcc.After.ModifyTime));
    }

    [Fact]
    public async Task SetAttr_GuardThatDoesNotMatch_ReturnsNotSynchronized()
    {
        var file = await client.CreateAsync(root, "f");
        var reply = await client.SetAttrAsync(file.Handle!, mode: 1, guard: (1, 1));
        Assert.Equal(NfsV3Status.NotSynchronized, reply.Status);
        Assert.Null(reply.Wcc.Before);
        Assert.Equal(file.Attributes, reply.Wcc.After);
        Assert.Equal(NfsV3Status.Ok, (await client.SetAttrAsync(file.Handle!, mode: 1, guard: file.Attributes!.ChangeTime)).Status);
    }

    [Fact]
    public async Task SetAttr_FractionOfASecondOrMore_ReturnsInvalidArgument() =>
        Assert.Equal(NfsV3Status.InvalidArgument, (await client.SetAttrAsync(root, modifyTime: (1, 1_000_000_000))).Status);

    [Fact]
    public async Task Lookup_OfAName_ReturnsNodeAndDirectory()
    {
        var made = await client.CreateAsync(root, "f");
        var found = await client.LookupAsync(root, "f");
        Assert.Equal((NfsV3Status.Ok, made.Attributes, made.Directory.After), (found.Status, found.Attributes, found.Directory));
        Assert.Equal(made.Handle, found.Handle);
        Assert.Equal(root, (await client.LookupAsync(root, "..")).Handle);
    }

    [Fact]
    public async Task Lookup_Misses_ReturnsNoEntryWithTheDirectory()
    {
        var reply = await client.LookupAsync(root, "none");
        Assert.Equal(NfsV3Status.NoEntry, reply.Status);
        Assert.Equal(2u, reply.Directory!.Type);
        Assert.Null((await client.LookupAsync(new byte[29], "none")).Directory);
    }

    [Theory]
    [InlineData("", (uint)NfsV3Status.AccessDenied)]
    [InlineData("a/b", (uint)NfsV3Status.AccessDenied)]
    [InlineData("a\0b", (uint)NfsV3Status.AccessDenied)]
    [InlineData("../x", (uint)NfsV3Status.AccessDenied)]
    public async Task AnyName_WithAByteThatNoNameMayHave_ReturnsAccessDenied(string name, uint expected)
    {
        var status = (NfsV3Status)expected;
        Assert.Equal(status, (await client.LookupAsync(root, name)).Status);
        Assert.Equal(status, (await client.CreateAsync(root, name)).Status);
        Assert.Equal(status, (await client.MakeDirectoryAsync(root, name)).Status);
        Assert.Equal(status, (await client.SymbolicLinkAsync(root, name, [1])).Status);
        Assert.Equal(status, (await client.MakeNodeAsync(root, name, 7)).Status);
        Assert.Equal(status, (await client.RemoveAsync(root, name)).Status);
        Assert.Equal(status, (await client.RemoveDirectoryAsync(root, name)).Status);
        Assert.Equal(status, (await client.RenameAsync(root, name, root, "b")).Status);
        Assert.Equal(status, (await client.LinkAsync(root, root, name)).Status);
    }

    [Fact]
    public async Task AnyName_OfMoreThan255Bytes_ReturnsNameTooLong()
    {
        Assert.Equal(NfsV3Status.Ok, (await client.CreateAsync(root, new string('n', 255))).Status);
        Assert.Equal(NfsV3Status.NameTooLong, (await client.CreateAsync(root, new string('n', 256))).Status);
        Assert.Equal(NfsV3Status.NameTooLong, (await client.LookupAsync(root, new string('n', 4000))).Status);
    }

    [Fact]
    public async Task Lookup_NameOfAnyOtherBytes_ReachesTheFileSystem()
    {
        byte[] name = [0xFF, 0xFE, (byte)' ', 1];
        Assert.Equal(NfsV3Status.NoEntry, (await client.LookupAsync(root, name)).Status);
    }

    [Fact]
    public async Task Access_OfANode_ReturnsWhatIsGranted()
    {
        var reply = await client.AccessAsync(root, AccessMask.Read | AccessMask.Execute | (AccessMask)0x8000);
        Assert.Equal((NfsV3Status.Ok, AccessMask.Read), (reply.Status, reply.Granted));
        Assert.NotNull(reply.Node);
    }

    [Fact]
    public async Task Read_AroundTheEnd_TellsCountAndEndOfFile()
    {
        var file = (await client.CreateAsync(root, "f")).Handle!;
        await client.WriteAsync(file, 0, [1, 2, 3, 4, 5]);
        var (middle, end, behind) = (await client.ReadAsync(file, 1, 3), await client.ReadAsync(file, 3, 100), await client.ReadAsync(file, 9, 9));
        Assert.Equal([2, 3, 4], middle.Data);
        Assert.Equal([4, 5], end.Data);
        Assert.Empty(behind.Data);
        Assert.Equal((false, true, true), (middle.EndOfFile, end.EndOfFile, behind.EndOfFile));
    }

    [Fact]
    public async Task Read_MoreThanTheLargestTransfer_IsAnsweredInPart()
    {
        share.Limits = new FileSystemLimits { TransferBytesMax = 4 };
        var file = (await client.CreateAsync(root, "f", size: 10)).Handle!;
        var reply = await client.ReadAsync(file, 0, uint.MaxValue);
        Assert.Equal((4, false), (reply.Data.Length, reply.EndOfFile));
        Assert.Equal(4u, (await client.WriteAsync(file, 0, new byte[9])).Count);
    }

    [Fact]
    public async Task Read_ThatCompletesLater_KeepsItsDataInPlace()
    {
        var file = (await client.CreateAsync(root, "f")).Handle!;
        await client.WriteAsync(file, 0, [9, 8, 7]);
        share.Delay = async _ => await Task.Yield();
        Assert.Equal([9, 8, 7], (await client.ReadAsync(file, 0, 1 << 20)).Data);
    }

    [Fact]
    public async Task Read_OfADirectory_FailsWithItsAttributes()
    {
        var reply = await client.ReadAsync(root, 0, 10);
        Assert.Equal(NfsV3Status.IsDirectory, reply.Status);
        Assert.Equal(2u, reply.File!.Type);
    }

    [Theory]
    [InlineData(WriteStability.Unstable)]
    [InlineData(WriteStability.DataSync)]
    [InlineData(WriteStability.FileSync)]
    public async Task Write_OfAnyStability_TellsCountStabilityAndVerifier(WriteStability stability)
    {
        var file = await client.CreateAsync(root, "f");
        var reply = await client.WriteAsync(file.Handle!, 2, [1, 2, 3], stability);
        Assert.Equal((NfsV3Status.Ok, 3u, stability, share.WriteVerifier), (reply.Status, reply.Count, reply.Committed, reply.Verifier));
        Assert.Equal((0ul, 5ul), (reply.File.Before!.Value.Size, reply.File.After!.Size));
        Assert.Equal(share.WriteVerifier, (await client.CommitAsync(file.Handle!)).Verifier);
    }

    [Theory]
    [InlineData(FsError.NoSpace, (uint)NfsV3Status.NoSpace)]
    [InlineData(FsError.QuotaExceeded, (uint)NfsV3Status.QuotaExceeded)]
    [InlineData(FsError.ReadOnly, (uint)NfsV3Status.ReadOnly)]
    [InlineData(FsError.LeaseBreakPending, (uint)NfsV3Status.Jukebox)]
    [InlineData(FsError.Corrupt, (uint)NfsV3Status.InputOutput)]
    public async Task Write_Fails_TellsTheFilesAttributesButNoneBefore(FsError error, uint expected)
    {
        var file = await client.CreateAsync(root, "f");
        share.Fault = name => name is nameof(share.WriteAsync) or nameof(share.CommitAsync) ? error : FsError.None;
        var reply = await client.WriteAsync(file.Handle!, 0, [1]);
        Assert.Equal((NfsV3Status)expected, reply.Status);
        Assert.Null(reply.File.Before);
        Assert.Equal(file.Attributes, reply.File.After);
        Assert.Equal((NfsV3Status)expected, (await client.CommitAsync(file.Handle!)).Status);
    }

    [Fact]
    public async Task FsStat_OfAShare_TellsSpaceAndNodes()
    {
        var reply = await client.FsStatAsync(root);
        Assert.Equal((NfsV3Status.Ok, 52), (reply.Status, reply.Fields.Length));
        Assert.Equal([0, 4, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0], reply.Fields[..16]);
    }

    [Fact]
    public async Task FsInfo_OfAShare_TellsLimits()
    {
        var reply = await client.FsInfoAsync(root);
        Assert.Equal((NfsV3Status.Ok, 48), (reply.Status, reply.Fields.Length));
        Assert.Equal([0, 0x10, 0, 0, 0, 0x10, 0, 0, 0, 0, 0x10, 0], reply.Fields[..12]);
        Assert.Equal([0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0x1B], reply.Fields[^12..]);
    }

    [Fact]
    public async Task PathConf_OfANode_TellsNameRules()
    {
        var reply = await client.PathConfAsync(root);
        Assert.Equal([0, 0, 0xFD, 0xE8, 0, 0, 0, 0xFF, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1], reply.Fields);
    }

    [Fact]
    public async Task FsProcedures_OfABadHandle_ReturnBadHandle()
    {
        Assert.Equal(NfsV3Status.BadHandle, (await client.FsStatAsync([1])).Status);
        Assert.Equal(NfsV3Status.BadHandle, (await client.FsInfoAsync([1])).Status);
        Assert.Equal(NfsV3Status.BadHandle, (await client.PathConfAsync([1])).Status);
        Assert.Equal(NfsV3Status.BadHandle, (await client.AccessAsync([1], AccessMask.Read)).Status);
        Assert.Equal(NfsV3Status.BadHandle, (await client.CommitAsync([1])).Status);
    }
}
