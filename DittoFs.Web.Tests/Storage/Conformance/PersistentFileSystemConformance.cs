using DittoFs.Storage.Files;
using DittoFs.Storage.Locking;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;

namespace DittoFs.Web.Tests.Storage.Conformance;

/// <summary>What a share must do besides when its stores outlive the process.</summary>
public abstract class PersistentFileSystemConformance(MetadataStoreKind metadata, BlockStoreKind blocks) : FileSystemConformance(metadata, blocks)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Restart_KeepsEverythingHandlesIncluded(bool killed)
    {
        var directory = await MakeDirectoryAsync(NodeId.Root, "directory");
        var handles = new Dictionary<string, byte[]>();
        for (var i = 0; i < 50; i++)
        {
            var file = await CreateAsync(directory.Node, $"f{i}");
            await WriteAsync(file.Node, 0, Bytes(i, 1000 + i), WriteStability.FileSync);
            if (i % 3 == 0)
            {
                await DrainAsync();
            }

            handles[$"f{i}"] = new byte[FileHandle.BytesLength];
            Files.WriteHandle(file.Node, handles[$"f{i}"]);
        }

        Ok(await Files.RemoveAsync(Root, directory.Node, Name("f7"), default));
        Ok(await Files.RenameAsync(Root, directory.Node, Name("f8"), NodeId.Root, Name("moved"), default));
        var before = await StatAsync(directory.Node);

        await RestartAsync(killed);

        Assert.Equal(before, await StatAsync(directory.Node));
        Assert.Equal(FsError.NotFound, (await LookupAsync(directory.Node, "f7")).Error);
        Assert.True((await LookupAsync(NodeId.Root, "moved")).IsSuccess);
        for (var i = 0; i < 50; i++)
        {
            var resolved = Ok(Storage.Catalog.Resolve(handles[$"f{i}"]));
            if (i == 7)
            {
                Assert.Equal(FsError.StaleHandle, (await Files.GetAttributesAsync(Root, resolved.Node, default)).Error);
            }
            else
            {
                Assert.Equal(Bytes(i, 1000 + i), await ReadAsync(resolved.Node, 0, 5000));
            }
        }
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Restart_AHole_StaysOne(bool killed, bool isStored)
    {
        var opened = await OpenAsync("file", Request(OpenDisposition.Create));
        var node = opened.Node.Node;
        var expected = Bytes(3, 200_000);
        await WriteAsync(node, 0, expected, WriteStability.FileSync);
        if (isStored)
        {
            await DrainAsync();
        }

        Assert.Equal(150_000UL, Ok(await Files.PunchOpenAsync(Root, opened.Open, 50_000, 150_000, default)));
        await WriteAsync(node, 100_000, Bytes(4, 1000), WriteStability.FileSync);
        Array.Clear(expected, 50_000, 100_000);
        Bytes(4, 1000).CopyTo(expected, 100_000);
        await CloseAsync(opened.Open);

        await RestartAsync(killed);

        Assert.Equal(expected, await ReadAsync(node, 0, 300_000));
        var again = await OpenAsync("file", Request(OpenDisposition.Open));
        AllocatedRange[] ranges = [new(0, 50_000), new(100_000, 101_000), new(150_000, 200_000)];
        Assert.Equal(ranges, Ok(await Files.FindAllocatedAsync(Root, again.Open, 0, 300_000, 10, default)));
        await DrainAsync();
        Assert.Equal(expected, await ReadAsync(node, 0, 300_000));
        Assert.Equal(ranges, Ok(await Files.FindAllocatedAsync(Root, again.Open, 0, 300_000, 10, default)));
        await CloseAsync(again.Open);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Restart_WhatBecameALinkAndWhatBecameAFile_StaySo(bool killed)
    {
        var directory = await MakeDirectoryAsync(NodeId.Root, "directory");
        var made = await OpenAsync("link", Request(OpenDisposition.Create));
        await WriteAsync(made.Node.Node, 0, Bytes(1, 5000), WriteStability.FileSync);
        Ok(await Files.SetOpenAttributesAsync(Root, made.Open, new AttributeChanges { Size = 0 }, default));
        Ok(await Files.SetLinkTargetAsync(Root, made.Open, "target"u8.ToArray(), default));
        await CloseAsync(made.Open);
        var emptied = await OpenAsync("directory", Request(OpenDisposition.Open));
        Ok(await Files.SetLinkTargetAsync(Root, emptied.Open, "elsewhere"u8.ToArray(), default));
        Ok(await Files.RemoveLinkTargetAsync(Root, emptied.Open, default));
        await WriteAsync(directory.Node, 0, Bytes(2, 3000), WriteStability.FileSync);
        await CloseAsync(emptied.Open);
        var parent = await StatAsync(NodeId.Root);

        await RestartAsync(killed);

        Assert.Equal(parent, await StatAsync(NodeId.Root));
        Assert.Equal("target"u8.ToArray(), Ok(await Files.ReadLinkAsync(Root, made.Node.Node, default)).Target.ToArray());
        Assert.Equal(NodeKind.File, (await StatAsync(directory.Node)).Kind);
        Assert.Equal(Bytes(2, 3000), await ReadAsync(directory.Node, 0, 5000));
        var listed = (await ListAsync(NodeId.Root)).Where(entry => !entry.Name.IsDotOrDotDot);
        Assert.Equal([NodeKind.File, NodeKind.SymbolicLink], listed.OrderBy(entry => entry.Name.ToString(), StringComparer.Ordinal).Select(entry => entry.Attributes!.Value.Kind));
        Ok(await Files.RemoveAsync(Root, NodeId.Root, Name("directory"), default));
        Ok(await Files.RemoveAsync(Root, NodeId.Root, Name("link"), default));
        Assert.Equal(parent.LinkCount, (await StatAsync(NodeId.Root)).LinkCount);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Restart_NodeThatWasOpenWithoutAName_IsGone(bool killed)
    {
        var opened = await OpenAsync("file", new OpenRequest { Access = OpenAccess.ReadData, Disposition = OpenDisposition.Create });
        var kept = await CreateAsync(NodeId.Root, "kept");
        await WriteAsync(opened.Node.Node, 0, Bytes(1, 5000), WriteStability.FileSync);
        Ok(await Files.RemoveAsync(Root, NodeId.Root, Name("file"), default));
        Assert.Equal(0u, (await StatAsync(opened.Node.Node)).LinkCount);

        await RestartAsync(killed);

        Assert.Equal(FsError.StaleHandle, (await Files.GetAttributesAsync(Root, opened.Node.Node, default)).Error);
        Assert.Equal(1u, (await StatAsync(kept.Node)).LinkCount);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Restart_WriteVerifier_ChangesOnlyWhenWritesMayBeLost(bool killed)
    {
        var verifier = Files.WriteVerifier;
        await RestartAsync(killed);
        Assert.Equal(!killed, verifier == Files.WriteVerifier);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Restart_WithAQuota_KnowsWhatIsUsed(bool killed)
    {
        Change(definition => definition with { QuotaBytes = new ByteSize(1 << 20), QuotaNodes = 3 });
        var file = await CreateAsync(NodeId.Root, "file");
        await WriteAsync(file.Node, 0, new byte[1_000_000], WriteStability.FileSync);
        var before = Ok(await Files.GetStatisticsAsync(Root, default));

        await RestartAsync(killed, Files.Definition);

        var after = Ok(await Files.GetStatisticsAsync(Root, default));
        Assert.Equal(before.BytesFree, after.BytesFree);
        Assert.Equal(FsError.QuotaExceeded, (await Files.WriteAsync(Root, file.Node, 1 << 20, new byte[1], WriteStability.Unstable, default)).Error);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Restart_AfterANameWasMadeAnew_ShowsNoOldBytes(bool killed)
    {
        var old = await CreateAsync(NodeId.Root, "file");
        await WriteAsync(old.Node, 0, Bytes(1, 5000), WriteStability.FileSync);
        await DrainAsync();
        Ok(await Files.RemoveAsync(Root, NodeId.Root, Name("file"), default));
        var file = await CreateAsync(NodeId.Root, "file");
        Ok(await Files.SetAttributesAsync(Root, file.Node, new AttributeChanges { Size = 5000 }, null, default));

        await RestartAsync(killed);

        Assert.Equal(new byte[5000], await ReadAsync(file.Node, 0, 5000));
    }

    [Fact]
    public async Task Restart_NeverReusesANodeId()
    {
        HashSet<NodeId> seen = [];
        for (var round = 0; round < 3; round++)
        {
            for (var i = 0; i < 10; i++)
            {
                Assert.True(seen.Add((await CreateAsync(NodeId.Root, $"r{round}-{i}")).Node));
                Ok(await Files.RemoveAsync(Root, NodeId.Root, Name($"r{round}-{i}"), default));
            }

            await RestartAsync(killed: round % 2 == 0);
        }
    }

    [Fact]
    public async Task Restart_ExclusiveCreate_IsStillKnown()
    {
        var first = Ok(await Files.CreateFileAsync(Root, NodeId.Root, Name("file"), CreateDisposition.Exclusive, default, 42, default));
        await RestartAsync(killed: true);
        var repeated = Ok(await Files.CreateFileAsync(Root, NodeId.Root, Name("file"), CreateDisposition.Exclusive, default, 42, default));
        Assert.Equal(first.Node.Node, repeated.Node.Node);
        Assert.Equal(FsError.Exists, (await Files.CreateFileAsync(Root, NodeId.Root, Name("file"), CreateDisposition.Exclusive, default, 43, default)).Error);
    }

    [Fact]
    public async Task Restart_AfterTwoPartsOfOneRowWereUploadedAtOnce_BringsNothingBackThatWasCut()
    {
        var file = await CreateAsync(NodeId.Root, "file");
        await WriteAsync(file.Node, 0, Bytes(1, 100_000));
        await DrainAsync();
        await WriteAsync(file.Node, 10_000, Bytes(2, 10_000));
        await WriteAsync(file.Node, 50_000, Bytes(3, 10_000));
        await DrainAsync();
        await RestartAsync(killed: false);

        var expected = new byte[100_000];
        Bytes(1, 100_000).AsSpan(0, 15_000).CopyTo(expected);
        Bytes(2, 10_000).AsSpan(0, 5_000).CopyTo(expected.AsSpan(10_000));
        Ok(await Files.SetAttributesAsync(Root, file.Node, new AttributeChanges { Size = 15_000 }, null, default));
        Ok(await Files.SetAttributesAsync(Root, file.Node, new AttributeChanges { Size = 100_000 }, null, default));
        await RestartAsync(killed: false);

        Assert.Equal(expected, await ReadAsync(file.Node, 0, 200_000));
    }

    [Fact]
    public async Task Restart_AfterOverwriteTruncateAndUploadInEveryOrder_GivesTheLastState()
    {
        var random = new Random(11);
        var file = await CreateAsync(NodeId.Root, "file");
        var model = Array.Empty<byte>();
        for (var step = 0; step < 120; step++)
        {
            switch (random.Next(5))
            {
                case 0 or 1:
                    var bytes = Bytes(step, random.Next(1, 50_000));
                    var offset = random.Next(0, model.Length + 1000);
                    if (model.Length < offset + bytes.Length)
                    {
                        Array.Resize(ref model, offset + bytes.Length);
                    }

                    bytes.CopyTo(model, offset);
                    await WriteAsync(file.Node, (ulong)offset, bytes);
                    break;
                case 2:
                    Array.Resize(ref model, random.Next(0, 200_000));
                    Ok(await Files.SetAttributesAsync(Root, file.Node, new AttributeChanges { Size = (ulong)model.Length }, null, default));
                    break;
                case 3:
                    await DrainAsync();
                    break;
                default:
                    Ok(await Files.CommitAsync(Root, file.Node, default));
                    await RestartAsync(killed: random.Next(2) == 0);
                    break;
            }

            Assert.Equal((ulong)model.Length, (await StatAsync(file.Node)).Size);
            Assert.Equal(model, await ReadAsync(file.Node, 0, 300_000));
        }
    }

    private async Task RestartAsync(bool killed, ShareDefinition? definition = null)
    {
        var before = Storage;
        if (killed)
        {
            Replace(await before.CrashAsync(definition: definition));
            await before.DisposeAsync();
        }
        else
        {
            Replace(await before.RestartAsync(definition));
        }
    }
}
