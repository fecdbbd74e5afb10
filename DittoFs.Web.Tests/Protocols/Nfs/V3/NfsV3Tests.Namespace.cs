using System.Text;
using DittoFs.Protocols.Nfs.V3;
using DittoFs.Storage.Files;
using DittoFs.Storage.Primitives;

namespace DittoFs.Web.Tests.Protocols.Nfs.V3;

public sealed partial class NfsV3Tests
{
    [Fact]
    public async Task Create_InEachMode_DoesWithAnExistingNameWhatTheModeSays()
    {
        Assert.Equal(NfsV3Status.Ok, (await client.CreateAsync(root, "f", size: 9)).Status);
        Assert.Equal(NfsV3Status.Exists, (await client.CreateAsync(root, "f")).Status);
        var taken = await client.CreateAsync(root, "f", CreateDisposition.Unchecked, size: 0);
        Assert.Equal((NfsV3Status.Ok, 0ul), (taken.Status, taken.Attributes!.Size));
        Assert.Equal(NfsV3Status.Exists, (await client.CreateAsync(root, "f", CreateDisposition.Exclusive, verifier: 5)).Status);
    }

    [Fact]
    public async Task Create_ExclusiveTwiceWithOneVerifier_ReturnsTheSameFile()
    {
        var first = await client.CreateAsync(root, "f", CreateDisposition.Exclusive, verifier: 5);
        var again = await client.CreateAsync(root, "f", CreateDisposition.Exclusive, verifier: 5);
        Assert.Equal((NfsV3Status.Ok, NfsV3Status.Ok), (first.Status, again.Status));
        Assert.Equal(first.Handle, again.Handle);
        Assert.Equal(NfsV3Status.Exists, (await client.CreateAsync(root, "f", CreateDisposition.Exclusive, verifier: 6)).Status);
    }

    [Fact]
    public async Task Create_Fails_TellsTheDirectoryButNothingBefore()
    {
        var file = await client.CreateAsync(root, "f");
        var reply = await client.CreateAsync(file.Handle!, "g");
        Assert.Equal(NfsV3Status.NotDirectory, reply.Status);
        Assert.Null(reply.Directory.Before);
        Assert.Equal(file.Attributes, reply.Directory.After);
    }

    [Fact]
    public async Task MkDir_OfANewName_CountsInItsParent()
    {
        var reply = await client.MakeDirectoryAsync(root, "d", mode: 0x1C0);
        Assert.Equal((NfsV3Status.Ok, 2u, 0x1C0u), (reply.Status, reply.Attributes!.Type, reply.Attributes.Mode));
        Assert.Equal(3u, reply.Directory.After!.LinkCount);
        Assert.Equal(NfsV3Status.Exists, (await client.MakeDirectoryAsync(root, "d")).Status);
    }

    [Fact]
    public async Task SymLink_OfAnyTarget_ReadsBackAsItWas()
    {
        var target = "../some where/\u00e9"u8.ToArray();
        var link = await client.SymbolicLinkAsync(root, "l", target);
        Assert.Equal((NfsV3Status.Ok, 5u), (link.Status, link.Attributes!.Type));
        var read = await client.ReadLinkAsync(link.Handle!);
        Assert.Equal(target, read.Target);
        Assert.Equal(link.Attributes, read.Node);
        Assert.Equal(NfsV3Status.NameTooLong, (await client.SymbolicLinkAsync(root, "m", new byte[4097])).Status);
    }

    [Fact]
    public async Task ReadLink_OfAFile_ReturnsInvalidArgumentWithItsAttributes()
    {
        var file = await client.CreateAsync(root, "f");
        var reply = await client.ReadLinkAsync(file.Handle!);
        Assert.Equal((NfsV3Status.InvalidArgument, file.Attributes), (reply.Status, reply.Node));
    }

    [Theory]
    [InlineData(3u, 8u, 1u)]
    [InlineData(4u, 1u, 3u)]
    [InlineData(6u, 0u, 0u)]
    [InlineData(7u, 0u, 0u)]
    public async Task MkNod_OfASpecialKind_MakesIt(uint type, uint major, uint minor)
    {
        var reply = await client.MakeNodeAsync(root, "n", type, major, minor);
        Assert.Equal((NfsV3Status.Ok, type, major, minor), (reply.Status, reply.Attributes!.Type, reply.Attributes.Major, reply.Attributes.Minor));
    }

    [Theory]
    [InlineData(1u)]
    [InlineData(2u)]
    [InlineData(5u)]
    [InlineData(99u)]
    public async Task MkNod_OfAnotherKind_ReturnsBadType(uint type)
    {
        var reply = await client.MakeNodeAsync(root, "n", type);
        Assert.Equal(NfsV3Status.BadType, reply.Status);
        Assert.NotNull(reply.Directory.After);
    }

    [Fact]
    public async Task RemoveAndRmDir_OfEachKind_TakeOnlyTheirs()
    {
        var directory = (await client.MakeDirectoryAsync(root, "d")).Handle!;
        await client.CreateAsync(directory, "f");
        Assert.Equal(NfsV3Status.IsDirectory, (await client.RemoveAsync(root, "d")).Status);
        Assert.Equal(NfsV3Status.NotDirectory, (await client.RemoveDirectoryAsync(directory, "f")).Status);
        Assert.Equal(NfsV3Status.NotEmpty, (await client.RemoveDirectoryAsync(root, "d")).Status);
        var removed = await client.RemoveAsync(directory, "f");
        Assert.Equal(NfsV3Status.Ok, removed.Status);
        Assert.NotNull(removed.Wcc.Before);
        Assert.Equal(NfsV3Status.Ok, (await client.RemoveDirectoryAsync(root, "d")).Status);
        Assert.Equal(NfsV3Status.NoEntry, (await client.RemoveAsync(root, "d")).Status);
    }

    [Fact]
    public async Task Rename_BetweenDirectories_TellsBoth()
    {
        var directory = (await client.MakeDirectoryAsync(root, "d")).Handle!;
        var file = await client.CreateAsync(root, "f");
        var reply = await client.RenameAsync(root, "f", directory, "g");
        Assert.Equal(NfsV3Status.Ok, reply.Status);
        Assert.NotEqual(reply.From.After!.FileId, reply.To.After!.FileId);
        Assert.Equal(file.Handle, (await client.LookupAsync(directory, "g")).Handle);
        Assert.Equal(NfsV3Status.NoEntry, (await client.RenameAsync(root, "f", root, "x")).Status);
    }

    [Fact]
    public async Task RenameAndLink_AcrossShares_ReturnCrossDevice()
    {
        var elsewhere = (await client.MountAsync("/other")).Handle!;
        var file = (await client.CreateAsync(root, "f")).Handle!;
        var renamed = await client.RenameAsync(root, "f", elsewhere, "f");
        Assert.Equal(NfsV3Status.CrossDevice, renamed.Status);
        Assert.NotEqual(renamed.From.After!.FileSystemId, renamed.To.After!.FileSystemId);
        var linked = await client.LinkAsync(file, elsewhere, "f");
        Assert.Equal(NfsV3Status.CrossDevice, linked.Status);
        Assert.NotNull(linked.Node);
    }

    [Fact]
    public async Task Link_OfAFile_CountsTwoNames()
    {
        var file = (await client.CreateAsync(root, "f")).Handle!;
        var reply = await client.LinkAsync(file, root, "g");
        Assert.Equal((NfsV3Status.Ok, 2u), (reply.Status, reply.Node!.LinkCount));
        Assert.NotNull(reply.Directory.Before);
        Assert.Equal(NfsV3Status.Exists, (await client.LinkAsync(file, root, "g")).Status);
        Assert.Equal(NfsV3Status.IsDirectory, (await client.LinkAsync(root, root, "h")).Status);
    }

    [Theory]
    [InlineData(512u)]
    [InlineData(1000u)]
    [InlineData(4096u)]
    [InlineData(65536u)]
    public async Task ReadDirPlus_OfAnyReplySize_ListsAllOnceAndKeepsWithinIt(uint replyBytes)
    {
        for (var i = 0; i < 300; i++)
        {
            await client.CreateAsync(root, new string('x', 1 + (i % 40)) + i);
        }

        var names = new List<string>();
        var cookie = 0ul;
        while (true)
        {
            var reply = await client.ReadDirPlusAsync(root, cookie, replyBytes, replyBytes);
            Assert.Equal(NfsV3Status.Ok, reply.Status);
            Assert.True(reply.BodyBytes - 4 <= replyBytes, $"{reply.BodyBytes} bytes for a limit of {replyBytes}.");
            Assert.All(reply.Entries, entry => Assert.Equal(entry.FileId, entry.Attributes!.FileId));
            names.AddRange(reply.Entries.Select(entry => entry.Name));
            cookie = reply.Entries[^1].Cookie;
            if (reply.IsComplete)
            {
                break;
            }
        }

        Assert.Equal(302, names.Distinct().Count());
        Assert.Equal(302, names.Count);
    }

    [Fact]
    public async Task ReadDir_WithinItsCount_ListsAllWhateverTheVerifier()
    {
        for (var i = 0; i < 100; i++)
        {
            await client.CreateAsync(root, "file" + i);
        }

        var (entries, cookie) = (0, 0ul);
        while (true)
        {
            var reply = await client.ReadDirAsync(root, cookie, 600, verifier: cookie);
            Assert.True(reply.BodyBytes - 4 <= 600);
            entries += reply.Entries.Count;
            if (reply.IsComplete)
            {
                break;
            }

            cookie = reply.Entries[^1].Cookie;
        }

        Assert.Equal(102, entries);
    }

    [Fact]
    public async Task Listings_WithoutRoomForOneEntry_ReturnTooSmall()
    {
        Assert.Equal(NfsV3Status.TooSmall, (await client.ReadDirAsync(root, count: 120)).Status);
        Assert.Equal(NfsV3Status.TooSmall, (await client.ReadDirPlusAsync(root, replyBytes: 200)).Status);
        var file = (await client.CreateAsync(root, "f")).Handle!;
        Assert.Equal(NfsV3Status.NotDirectory, (await client.ReadDirAsync(file)).Status);
        Assert.Equal(NfsV3Status.NotDirectory, (await client.ReadDirPlusAsync(file)).Status);
    }

    [Fact]
    public async Task ReadDirPlus_WithLittleRoomForNames_StopsThere()
    {
        for (var i = 0; i < 20; i++)
        {
            await client.CreateAsync(root, "f" + i);
        }

        Assert.Equal(3, (await client.ReadDirPlusAsync(root, nameBytes: 24 * 3, replyBytes: 32768)).Entries.Count);
        Assert.Single((await client.ReadDirPlusAsync(root, nameBytes: 0, replyBytes: 32768)).Entries);
    }

    [Fact]
    public async Task Times_OutsideOfTheWire_AreToldAsTheNearestThatFits()
    {
        var file = (await client.CreateAsync(root, Encoding.UTF8.GetString("f"u8))).Handle!;
        var (context, node) = (share.LastContext!, share.ReadHandle(file)!.Value);
        var changes = new AttributeChanges
        {
            AccessTime = TimeChange.To(Timestamp.FromSeconds(-1, 5)), ModifyTime = TimeChange.To(Timestamp.FromSeconds(1L << 32, 5)),
        };
        await share.SetAttributesAsync(context, node, changes, null, CancellationToken.None);
        var attributes = (await client.GetAttrAsync(file)).Attributes!;
        Assert.Equal((0u, 0u), attributes.AccessTime);
        Assert.Equal((uint.MaxValue, 999_999_999u), attributes.ModifyTime);
    }
}
