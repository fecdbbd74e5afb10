using System.Text;
using DittoFs.Storage.Files;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Storage.Conformance;

/// <summary>What a share must do on every pair of stores.</summary>
public abstract partial class FileSystemConformance(MetadataStoreKind metadata, BlockStoreKind blocks) : IAsyncLifetime
{
    private readonly NodeId root = NodeId.Root;

    private protected TestStorage Storage { get; private set; } = null!;

    private protected ShareFileSystem Files => Storage.Files;

    private protected static CallContext Root => TestStorage.Root;

    public async Task InitializeAsync() => Storage = await StartAsync(TestStorage.OpenShare(metadata, blocks));

    public async Task DisposeAsync() => await Storage.DisposeAsync();

    private protected virtual Task<TestStorage> StartAsync(ShareDefinition definition) => TestStorage.StartAsync(definition);

    private protected void Replace(TestStorage storage) => Storage = storage;

    private protected static FileName Name(string text) => FileName.FromText(text);

    private protected static T Ok<T>(FsResult<T> result)
    {
        Assert.Equal(FsError.None, result.Error);
        return result.Value;
    }

    private protected async Task<NodeAttributes> CreateAsync(NodeId directory, string name, CallContext? context = null, uint mode = 0x1A4) =>
        Ok(await Files.CreateFileAsync(context ?? Root, directory, Name(name), CreateDisposition.Guarded, new AttributeChanges { Mode = mode }, 0, default)).Node;

    private protected async Task<NodeAttributes> MakeDirectoryAsync(NodeId directory, string name, CallContext? context = null, uint mode = 0x1FF) =>
        Ok(await Files.MakeDirectoryAsync(context ?? Root, directory, Name(name), new AttributeChanges { Mode = mode }, default)).Node;

    private protected async Task WriteAsync(NodeId node, ulong offset, byte[] bytes, WriteStability stability = WriteStability.Unstable) =>
        Assert.Equal(bytes.Length, Ok(await Files.WriteAsync(Root, node, offset, bytes, stability, default)).Count);

    private protected async Task<byte[]> ReadAsync(NodeId node, ulong offset, int count)
    {
        var buffer = new byte[count];
        buffer.AsSpan().Fill(0xEE);
        var read = Ok(await Files.ReadAsync(Root, node, offset, buffer, default));
        return buffer[..read.Count];
    }

    private protected async Task<NodeAttributes> StatAsync(NodeId node) => Ok(await Files.GetAttributesAsync(Root, node, default));

    private protected async Task<FsResult<LookupOutcome>> LookupAsync(NodeId directory, string name, CallContext? context = null) =>
        await Files.LookupAsync(context ?? Root, directory, Name(name), default);

    private protected async Task<List<DirectoryEntry>> ListAsync(NodeId directory, int slice = 100, bool withAttributes = true)
    {
        List<DirectoryEntry> all = [];
        for (var cookie = 0UL; ;)
        {
            var page = Ok(await Files.ReadDirectoryAsync(Root, directory, cookie, slice, withAttributes, default));
            all.AddRange(page.Entries);
            if (page.EndOfDirectory)
            {
                return all;
            }

            cookie = page.Entries[^1].Cookie;
        }
    }

    private protected static byte[] Bytes(int seed, int count)
    {
        var bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    [Fact]
    public async Task Root_OfNewShare_IsAnEmptyDirectory()
    {
        var attributes = await StatAsync(root);
        Assert.Equal(NodeKind.Directory, attributes.Kind);
        Assert.Equal(2u, attributes.LinkCount);
        Assert.NotEqual(0UL, attributes.Node.Value);
        Assert.Equal([".", ".."], (await ListAsync(root)).Select(entry => entry.Name.ToString()));
    }

    [Fact]
    public async Task Create_NewName_IsFoundListedAndCounted()
    {
        var before = await StatAsync(root);
        var file = await CreateAsync(root, "file");
        var found = Ok(await LookupAsync(root, "file"));
        Assert.Equal(file.Node, found.Node.Node);
        Assert.Equal(NodeKind.File, found.Node.Kind);
        Assert.True(found.Directory.ChangeTime > before.ChangeTime);
        Assert.True(found.Directory.ChangeId > before.ChangeId);
        Assert.Equal(FsError.NotFound, (await LookupAsync(root, "File")).Error);
        Assert.Contains(await ListAsync(root), entry => entry.Node == file.Node && entry.Attributes?.Node == file.Node);
    }

    [Fact]
    public async Task Create_Guarded_ExistingNameIsRefused()
    {
        await CreateAsync(root, "file");
        var again = await Files.CreateFileAsync(Root, root, Name("file"), CreateDisposition.Guarded, default, 0, default);
        Assert.Equal(FsError.Exists, again.Error);
    }

    [Fact]
    public async Task Create_Unchecked_TakesExistingFileAndCutsItWhenAsked()
    {
        var file = await CreateAsync(root, "file");
        await WriteAsync(file.Node, 0, Bytes(1, 1000));
        var kept = Ok(await Files.CreateFileAsync(Root, root, Name("file"), CreateDisposition.Unchecked, new AttributeChanges { Mode = 0 }, 0, default));
        Assert.False(kept.Created);
        Assert.Equal((file.Node, 1000UL), (kept.Node.Node, kept.Node.Size));
        var cut = Ok(await Files.CreateFileAsync(Root, root, Name("file"), CreateDisposition.Unchecked, new AttributeChanges { Size = 0 }, 0, default));
        Assert.Equal((file.Node, 0UL), (cut.Node.Node, cut.Node.Size));
        await MakeDirectoryAsync(root, "directory");
        Assert.Equal(FsError.Exists, (await Files.CreateFileAsync(Root, root, Name("directory"), CreateDisposition.Unchecked, default, 0, default)).Error);
    }

    [Fact]
    public async Task Create_Exclusive_SameVerifierSucceedsAgainAndAnotherFails()
    {
        var first = Ok(await Files.CreateFileAsync(Root, root, Name("file"), CreateDisposition.Exclusive, default, 42, default));
        var repeated = Ok(await Files.CreateFileAsync(Root, root, Name("file"), CreateDisposition.Exclusive, default, 42, default));
        Assert.Equal(first.Node.Node, repeated.Node.Node);
        Assert.False(repeated.Created);
        Assert.Equal(FsError.Exists, (await Files.CreateFileAsync(Root, root, Name("file"), CreateDisposition.Exclusive, default, 43, default)).Error);
    }

    [Fact]
    public async Task Create_ExclusiveByManyAtOnce_HasOneWinner()
    {
        var results = await Task.WhenAll(Enumerable.Range(1, 32).Select(i => Task.Run(async () =>
            await Files.CreateFileAsync(Root, root, Name("race"), CreateDisposition.Exclusive, default, (ulong)i, default))));
        Assert.Single(results, result => result.IsSuccess);
        Assert.All(results.Where(result => !result.IsSuccess), result => Assert.Equal(FsError.Exists, result.Error));
    }

    [Fact]
    public async Task Create_ByManyInOneDirectory_AllSucceed()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 64).Select(client => Task.Run(async () =>
        {
            for (var i = 0; i < 20; i++)
            {
                await CreateAsync(root, $"c{client}-{i}");
            }
        })).Select(async task =>
        {
            await task;
            return true;
        }));
        Assert.Equal(64, results.Length);
        var entries = await ListAsync(root, slice: 37);
        Assert.Equal(64 * 20, entries.Count(entry => !entry.Name.IsDotOrDotDot));
        Assert.Equal(entries.Count, entries.Select(entry => entry.Cookie).Distinct().Count());
    }

    [Theory]
    [InlineData(".", FsError.Exists)]
    [InlineData("..", FsError.Exists)]
    public async Task Create_DotNames_AreRefused(string name, FsError expected)
    {
        Assert.Equal(expected, (await Files.CreateFileAsync(Root, root, Name(name), CreateDisposition.Guarded, default, 0, default)).Error);
        Assert.Equal(expected, (await Files.MakeDirectoryAsync(Root, root, Name(name), default, default)).Error);
    }

    [Fact]
    public async Task Lookup_DotAndDotDot_LeadToSelfAndParent()
    {
        var outer = await MakeDirectoryAsync(root, "outer");
        var inner = await MakeDirectoryAsync(outer.Node, "inner");
        Assert.Equal(inner.Node, Ok(await LookupAsync(inner.Node, ".")).Node.Node);
        Assert.Equal(outer.Node, Ok(await LookupAsync(inner.Node, "..")).Node.Node);
        Assert.Equal(root, Ok(await LookupAsync(root, "..")).Node.Node);
    }

    [Fact]
    public async Task Lookup_InAFile_IsNotDirectory()
    {
        var file = await CreateAsync(root, "file");
        Assert.Equal(FsError.NotDirectory, (await LookupAsync(file.Node, "x")).Error);
    }

    [Fact]
    public async Task MakeDirectory_CountsLinksOfParent()
    {
        var outer = await MakeDirectoryAsync(root, "outer");
        await MakeDirectoryAsync(outer.Node, "a");
        await MakeDirectoryAsync(outer.Node, "b");
        Assert.Equal(4u, (await StatAsync(outer.Node)).LinkCount);
        Ok(await Files.RemoveDirectoryAsync(Root, outer.Node, Name("a"), default));
        Assert.Equal(3u, (await StatAsync(outer.Node)).LinkCount);
    }

    [Fact]
    public async Task SymbolicLink_KeepsItsTargetToTheByte()
    {
        var target = new byte[] { 0x2E, 0x2E, 0x2F, 0xFF, 0xC3, 0x28 };
        var link = Ok(await Files.MakeSymbolicLinkAsync(Root, root, Name("link"), target, default, default)).Node;
        Assert.Equal((NodeKind.SymbolicLink, 6UL, 0x1FFu), (link.Kind, link.Size, link.Mode));
        Assert.Equal(target, Ok(await Files.ReadLinkAsync(Root, link.Node, default)).Target.ToArray());
        var file = await CreateAsync(root, "file");
        Assert.Equal(FsError.WrongKind, (await Files.ReadLinkAsync(Root, file.Node, default)).Error);
        Assert.Equal(FsError.NameTooLong, (await Files.MakeSymbolicLinkAsync(Root, root, Name("long"), new byte[4097], default, default)).Error);
        Assert.Equal(FsError.InvalidArgument, (await Files.MakeSymbolicLinkAsync(Root, root, Name("nul"), new byte[3], default, default)).Error);
    }

    [Fact]
    public async Task MakeSpecial_DevicesTakeASuperuser()
    {
        var device = Ok(await Files.MakeSpecialAsync(Root, root, Name("null"), NodeKind.CharacterDevice, new DeviceNumber(1, 3), default, default)).Node;
        Assert.Equal(new DeviceNumber(1, 3), device.Device);
        var user = TestStorage.As(1000, 1000);
        Assert.Equal(FsError.NotPermitted, (await Files.MakeSpecialAsync(user, root, Name("zero"), NodeKind.CharacterDevice, new DeviceNumber(1, 5), default, default)).Error);
        Assert.Equal(NodeKind.Fifo, Ok(await Files.MakeSpecialAsync(user, root, Name("fifo"), NodeKind.Fifo, default, default, default)).Node.Kind);
        Assert.Equal(FsError.UnsupportedKind, (await Files.MakeSpecialAsync(Root, root, Name("file"), NodeKind.File, default, default, default)).Error);
    }

    [Fact]
    public async Task Remove_LastName_MakesHandlesStale()
    {
        var file = await CreateAsync(root, "file");
        await WriteAsync(file.Node, 0, Bytes(1, 100));
        Ok(await Files.RemoveAsync(Root, root, Name("file"), default));
        Assert.Equal(FsError.StaleHandle, (await Files.GetAttributesAsync(Root, file.Node, default)).Error);
        Assert.Equal(FsError.StaleHandle, (await Files.ReadAsync(Root, file.Node, 0, new byte[10], default)).Error);
        Assert.Equal(FsError.NotFound, (await LookupAsync(root, "file")).Error);
        Assert.Equal(FsError.NotFound, (await Files.RemoveAsync(Root, root, Name("file"), default)).Error);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Remove_ThenCreateSameName_NeverShowsOldBytes(bool drained)
    {
        var old = await CreateAsync(root, "file");
        await WriteAsync(old.Node, 0, Bytes(1, 5000), WriteStability.FileSync);
        if (drained)
        {
            await DrainAsync();
        }

        Ok(await Files.RemoveAsync(Root, root, Name("file"), default));
        var file = await CreateAsync(root, "file");
        Assert.NotEqual(old.Node, file.Node);
        Ok(await Files.SetAttributesAsync(Root, file.Node, new AttributeChanges { Size = 5000 }, null, default));
        Assert.Equal(new byte[5000], await ReadAsync(file.Node, 0, 5000));
    }

    [Fact]
    public async Task Remove_WrongKind_IsRefused()
    {
        await CreateAsync(root, "file");
        var directory = await MakeDirectoryAsync(root, "directory");
        await CreateAsync(directory.Node, "inside");
        Assert.Equal(FsError.IsDirectory, (await Files.RemoveAsync(Root, root, Name("directory"), default)).Error);
        Assert.Equal(FsError.NotDirectory, (await Files.RemoveDirectoryAsync(Root, root, Name("file"), default)).Error);
        Assert.Equal(FsError.NotEmpty, (await Files.RemoveDirectoryAsync(Root, root, Name("directory"), default)).Error);
        Assert.Equal(FsError.InvalidArgument, (await Files.RemoveDirectoryAsync(Root, root, Name("."), default)).Error);
        Assert.Equal(FsError.NotEmpty, (await Files.RemoveDirectoryAsync(Root, root, Name(".."), default)).Error);
    }

    [Fact]
    public async Task RemoveDirectory_ThenCreateInIt_IsStale()
    {
        var directory = await MakeDirectoryAsync(root, "directory");
        Ok(await Files.RemoveDirectoryAsync(Root, root, Name("directory"), default));
        var late = await Files.CreateFileAsync(Root, directory.Node, Name("late"), CreateDisposition.Guarded, default, 0, default);
        Assert.Equal(FsError.StaleHandle, late.Error);
    }

    [Fact]
    public async Task Link_SharesTheNodeUntilItsLastName()
    {
        var file = await CreateAsync(root, "one");
        var directory = await MakeDirectoryAsync(root, "directory");
        var linked = Ok(await Files.LinkAsync(Root, file.Node, directory.Node, Name("two"), default));
        Assert.Equal(2u, linked.Node.LinkCount);
        Assert.True(linked.Node.ChangeTime > file.ChangeTime);
        await WriteAsync(file.Node, 0, Encoding.UTF8.GetBytes("shared"));
        Ok(await Files.RemoveAsync(Root, root, Name("one"), default));
        var left = Ok(await LookupAsync(directory.Node, "two")).Node;
        Assert.Equal((file.Node, 1u), (left.Node, left.LinkCount));
        Assert.Equal("shared", Encoding.UTF8.GetString(await ReadAsync(left.Node, 0, 100)));
        Assert.Equal(FsError.NotPermitted, (await Files.LinkAsync(Root, directory.Node, root, Name("loop"), default)).Error);
        Assert.Equal(FsError.Exists, (await Files.LinkAsync(Root, file.Node, directory.Node, Name("two"), default)).Error);
    }

    [Fact]
    public async Task ReadDirectory_WhileNamesComeAndGo_ShowsWhatStaysExactlyOnce()
    {
        for (var i = 0; i < 300; i++)
        {
            await CreateAsync(root, $"stay{i}");
        }

        List<string> seen = [];
        for (var cookie = 0UL; ;)
        {
            var page = Ok(await Files.ReadDirectoryAsync(Root, root, cookie, 17, false, default));
            seen.AddRange(page.Entries.Select(entry => entry.Name.ToString()));
            if (page.EndOfDirectory)
            {
                break;
            }

            cookie = page.Entries[^1].Cookie;
            await CreateAsync(root, $"new{cookie}");
            if (seen.Count % 3 == 0)
            {
                Ok(await Files.RemoveAsync(Root, root, Name($"new{cookie}"), default));
            }
        }

        Assert.Equal(300, seen.Count(name => name.StartsWith("stay", StringComparison.Ordinal)));
        Assert.Equal(seen.Count, seen.Distinct().Count());
        Assert.All(await ListAsync(root), entry => Assert.InRange(entry.Cookie, 1UL, (ulong)long.MaxValue));
    }

    [Fact]
    public async Task ReadDirectory_AfterTheLastNameWentAndAnotherCame_GivesNoCookieTwice()
    {
        await CreateAsync(root, "stays");
        HashSet<ulong> cookies = [.. (await ListAsync(root)).Select(entry => entry.Cookie)];
        for (var i = 0; i < 5; i++)
        {
            var made = await CreateAsync(root, $"f{i}");
            Assert.True(cookies.Add((await ListAsync(root)).Single(entry => entry.Node == made.Node).Cookie));
            Ok(await Files.RemoveAsync(Root, root, Name($"f{i}"), default));
        }
    }

    [Fact]
    public async Task ReadDirectory_AfterEverythingWasRemoved_IsEmpty()
    {
        var directory = await MakeDirectoryAsync(root, "directory");
        for (var i = 0; i < 50; i++)
        {
            await CreateAsync(directory.Node, $"f{i}");
        }

        foreach (var entry in (await ListAsync(directory.Node)).Where(entry => !entry.Name.IsDotOrDotDot))
        {
            Ok(await Files.RemoveAsync(Root, directory.Node, entry.Name, default));
        }

        Assert.Equal(2, (await ListAsync(directory.Node)).Count);
        await CreateAsync(directory.Node, "again");
        Assert.Equal(3, (await ListAsync(directory.Node)).Count);
        Assert.Equal(FsError.NotDirectory, (await Files.ReadDirectoryAsync(Root, (await CreateAsync(root, "file")).Node, 0, 10, false, default)).Error);
    }

    [Fact]
    public async Task Handle_OfAnotherShareOrWithAFlippedBit_IsBad()
    {
        var file = await CreateAsync(root, "file");
        var handle = new byte[FileHandle.BytesLength];
        Assert.Equal(handle.Length, Files.WriteHandle(file.Node, handle));
        Assert.Equal(file.Node, Ok(Storage.Catalog.Resolve(handle)).Node);
        for (var bit = 0; bit < handle.Length * 8; bit++)
        {
            var flipped = (byte[])handle.Clone();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Equal(FsError.BadHandle, Storage.Catalog.Resolve(flipped).Error);
        }

        Assert.Equal(FsError.BadHandle, Storage.Catalog.Resolve(handle.AsSpan(1)).Error);
        Assert.Equal(FsError.BadHandle, Storage.Catalog.Resolve([]).Error);
    }
}
