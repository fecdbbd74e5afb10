using System.Text;
using DittoFs.Storage.Primitives;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Storage.Conformance;

public abstract partial class FileSystemConformance
{
    [Fact]
    public async Task Rename_OverAFile_ReplacesItAtomically()
    {
        var source = await CreateAsync(root, "source");
        var target = await CreateAsync(root, "target");
        await WriteAsync(source.Node, 0, Encoding.UTF8.GetBytes("new"));
        await WriteAsync(target.Node, 0, Encoding.UTF8.GetBytes("old and longer"));
        Ok(await Files.RenameAsync(Root, root, Name("source"), root, Name("target"), default));
        var found = Ok(await LookupAsync(root, "target")).Node;
        Assert.Equal(source.Node, found.Node);
        Assert.Equal("new", Encoding.UTF8.GetString(await ReadAsync(found.Node, 0, 100)));
        Assert.Equal(FsError.NotFound, (await LookupAsync(root, "source")).Error);
        Assert.Equal(FsError.StaleHandle, (await Files.GetAttributesAsync(Root, target.Node, default)).Error);
        Assert.Single(await ListAsync(root), entry => !entry.Name.IsDotOrDotDot);
    }

    [Fact]
    public async Task Rename_ThenCreateOfBothNames_KeepsTheirBytesApart()
    {
        var source = await CreateAsync(root, "source");
        await CreateAsync(root, "target");
        await WriteAsync(source.Node, 0, Bytes(1, 5_000));
        Ok(await Files.RenameAsync(Root, root, Name("source"), root, Name("target"), default));
        var second = await CreateAsync(root, "source");
        await WriteAsync(second.Node, 0, Bytes(2, 5_000));
        await DrainAsync();
        Assert.Equal(Bytes(1, 5_000), await ReadAsync(source.Node, 0, 10_000));
        Assert.Equal(Bytes(2, 5_000), await ReadAsync(second.Node, 0, 10_000));
        Ok(await Files.RenameAsync(Root, root, Name("source"), root, Name("target"), default));
        Assert.Equal(Bytes(2, 5_000), await ReadAsync(Ok(await LookupAsync(root, "target")).Node.Node, 0, 10_000));
    }

    [Fact]
    public async Task Rename_DirectoryToAnotherParent_MovesDotDotAndLinkCounts()
    {
        var from = await MakeDirectoryAsync(root, "from");
        var to = await MakeDirectoryAsync(root, "to");
        var moved = await MakeDirectoryAsync(from.Node, "moved");
        await CreateAsync(moved.Node, "inside");
        Ok(await Files.RenameAsync(Root, from.Node, Name("moved"), to.Node, Name("renamed"), default));
        Assert.Equal(to.Node, Ok(await LookupAsync(moved.Node, "..")).Node.Node);
        Assert.Equal(2u, (await StatAsync(from.Node)).LinkCount);
        Assert.Equal(3u, (await StatAsync(to.Node)).LinkCount);
        Assert.True(Ok(await LookupAsync(Ok(await LookupAsync(to.Node, "renamed")).Node.Node, "inside")).Node.Node.Value > 0);
    }

    [Fact]
    public async Task Rename_DirectoryBelowItself_IsRefused()
    {
        var outer = await MakeDirectoryAsync(root, "outer");
        var inner = await MakeDirectoryAsync(outer.Node, "inner");
        Assert.Equal(FsError.InvalidArgument, (await Files.RenameAsync(Root, root, Name("outer"), inner.Node, Name("loop"), default)).Error);
        Assert.Equal(FsError.InvalidArgument, (await Files.RenameAsync(Root, root, Name("outer"), outer.Node, Name("loop"), default)).Error);
    }

    [Fact]
    public async Task Rename_KindsThatDoNotFit_AreRefused()
    {
        await CreateAsync(root, "file");
        var empty = await MakeDirectoryAsync(root, "empty");
        var full = await MakeDirectoryAsync(root, "full");
        await CreateAsync(full.Node, "inside");
        Assert.Equal(FsError.IsDirectory, (await Files.RenameAsync(Root, root, Name("file"), root, Name("empty"), default)).Error);
        Assert.Equal(FsError.NotDirectory, (await Files.RenameAsync(Root, root, Name("empty"), root, Name("file"), default)).Error);
        Assert.Equal(FsError.NotEmpty, (await Files.RenameAsync(Root, root, Name("empty"), root, Name("full"), default)).Error);
        Ok(await Files.RenameAsync(Root, root, Name("full"), root, Name("empty"), default));
        Assert.Equal(FsError.StaleHandle, (await Files.GetAttributesAsync(Root, empty.Node, default)).Error);
        Assert.Equal(3u, (await StatAsync(root)).LinkCount);
    }

    [Fact]
    public async Task Rename_OntoAnotherNameOfTheSameNode_LeavesBoth()
    {
        var file = await CreateAsync(root, "one");
        Ok(await Files.LinkAsync(Root, file.Node, root, Name("two"), default));
        Ok(await Files.RenameAsync(Root, root, Name("one"), root, Name("two"), default));
        Assert.Equal(2u, Ok(await LookupAsync(root, "one")).Node.LinkCount);
        Assert.True((await LookupAsync(root, "two")).IsSuccess);
    }

    [Fact]
    public async Task Rename_MissingSource_IsNotFound() =>
        Assert.Equal(FsError.NotFound, (await Files.RenameAsync(Root, root, Name("none"), root, Name("other"), default)).Error);

    [Fact]
    public async Task Rename_InStickyDirectory_TakesTheOwner()
    {
        var alice = TestStorage.As(1000, 1000);
        var bob = TestStorage.As(1001, 1001);
        var shared = await MakeDirectoryAsync(root, "tmp", mode: 0x3FF);
        await CreateAsync(shared.Node, "hers", alice);
        Assert.Equal(FsError.NotPermitted, (await Files.RemoveAsync(bob, shared.Node, Name("hers"), default)).Error);
        Assert.Equal(FsError.NotPermitted, (await Files.RenameAsync(bob, shared.Node, Name("hers"), shared.Node, Name("his"), default)).Error);
        Ok(await Files.RenameAsync(alice, shared.Node, Name("hers"), shared.Node, Name("still hers"), default));
    }
}
