using DittoFs.Storage.Files;
using DittoFs.Storage.Primitives;

namespace DittoFs.Web.Tests.Storage.Conformance;

public abstract partial class FileSystemConformance
{
    /// <summary>Moves everything that is in the log into blocks, so that reads come from there.</summary>
    private protected async Task DrainAsync() => Assert.Equal(FsError.None, (await Storage.Share.Uploader.DrainAsync(default)).Error);

    [Fact]
    public async Task Write_UpdatesSizeAndTimesAndReadsBack()
    {
        var file = await CreateAsync(root, "file");
        var bytes = Bytes(1, 100_000);
        var written = Ok(await Files.WriteAsync(Root, file.Node, 10, bytes, WriteStability.FileSync, default));
        Assert.Equal(WriteStability.FileSync, written.Stability);
        Assert.Equal(0UL, written.Change.Before.Size);
        Assert.Equal(100_010UL, written.Change.After.Size);
        Assert.True(written.Change.After.ChangeTime > written.Change.Before.ChangeTime);
        var expected = new byte[10].Concat(bytes).ToArray();
        Assert.Equal(expected, await ReadAsync(file.Node, 0, 200_000));
        var tail = Ok(await Files.ReadAsync(Root, file.Node, 100_000, new byte[100], default));
        Assert.Equal((10, true), (tail.Count, tail.EndOfFile));
        var behind = Ok(await Files.ReadAsync(Root, file.Node, 100_010, new byte[100], default));
        Assert.Equal((0, true), (behind.Count, behind.EndOfFile));
        Assert.False(Ok(await Files.ReadAsync(Root, file.Node, 0, new byte[100], default)).EndOfFile);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Write_OverParts_NewestBytesWin(bool drainBetween)
    {
        var file = await CreateAsync(root, "file");
        var model = new byte[300_000];
        var random = new Random(7);
        for (var i = 0; i < 200; i++)
        {
            var offset = random.Next(0, 250_000);
            var bytes = Bytes(i, random.Next(1, 40_000));
            await WriteAsync(file.Node, (ulong)offset, bytes);
            bytes.CopyTo(model, offset);
            if (drainBetween && i % 40 == 20)
            {
                await DrainAsync();
            }
        }

        var size = (int)(await StatAsync(file.Node)).Size;
        Assert.Equal(model[..size], await ReadAsync(file.Node, 0, 300_000));
        for (var i = 0; i < 200; i++)
        {
            var offset = random.Next(0, size - 1);
            var count = Math.Min(size - offset, random.Next(1, 10_000));
            Assert.Equal(model[offset..(offset + count)], await ReadAsync(file.Node, (ulong)offset, count));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Read_AcrossBlocksHolesAndLog_ReturnsEachToTheByte(bool withOneByteWrites)
    {
        var file = await CreateAsync(root, "file");
        var model = new byte[1_000_000];
        var stored = Bytes(1, 400_000);
        await WriteAsync(file.Node, 100_000, stored);
        stored.CopyTo(model, 100_000);
        await DrainAsync();
        Assert.Equal(0, Storage.Share.Content.DirtyBytes);

        var logged = withOneByteWrites ? Enumerable.Range(0, 50).Select(i => 90_000 + (i * 9_001)).ToArray() : [150_000, 480_000, 700_000];
        foreach (var offset in logged)
        {
            var bytes = Bytes(offset, withOneByteWrites ? 1 : 50_000);
            await WriteAsync(file.Node, (ulong)offset, bytes);
            bytes.CopyTo(model, offset);
        }

        var size = (int)(await StatAsync(file.Node)).Size;
        Assert.Equal(model[..size], await ReadAsync(file.Node, 0, 1_000_000));
        Assert.Equal(model[99_999..100_001], await ReadAsync(file.Node, 99_999, 2));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4095)]
    [InlineData(4096)]
    [InlineData(4097)]
    [InlineData(262_143)]
    [InlineData(262_144)]
    [InlineData(262_145)]
    public async Task Truncate_DownThenExtend_ReadsZeros(int cut)
    {
        foreach (var drain in new[] { false, true })
        {
            var file = await CreateAsync(root, $"file{drain}");
            var bytes = Bytes(cut, 600_000);
            await WriteAsync(file.Node, 0, bytes);
            if (drain)
            {
                await DrainAsync();
            }

            Ok(await Files.SetAttributesAsync(Root, file.Node, new AttributeChanges { Size = (ulong)cut }, null, default));
            Ok(await Files.SetAttributesAsync(Root, file.Node, new AttributeChanges { Size = 600_000 }, null, default));
            var expected = bytes[..cut].Concat(new byte[600_000 - cut]).ToArray();
            Assert.Equal(expected, await ReadAsync(file.Node, 0, 600_000));
        }
    }

    [Fact]
    public async Task Write_WhileItsBytesAreUploaded_IsNotLost()
    {
        var file = await CreateAsync(root, "file");
        var stop = new CancellationTokenSource();
        var uploading = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await Storage.Share.Uploader.DrainAsync(default);
            }
        });
        var model = new byte[64 * 1024];
        for (var i = 0; i < 2000; i++)
        {
            var bytes = Bytes(i, 1 + (i % 3000));
            var offset = i * 37 % (model.Length - bytes.Length);
            await WriteAsync(file.Node, (ulong)offset, bytes);
            bytes.CopyTo(model, offset);
            if (i % 100 == 0)
            {
                var size = (int)(await StatAsync(file.Node)).Size;
                Assert.Equal(model[..size], await ReadAsync(file.Node, 0, model.Length));
            }
        }

        await stop.CancelAsync();
        await uploading;
        await DrainAsync();
        Assert.Equal(model[..(int)(await StatAsync(file.Node)).Size], await ReadAsync(file.Node, 0, model.Length));
    }

    [Fact]
    public async Task Write_ToWhatIsNoFile_IsRefused()
    {
        var directory = await MakeDirectoryAsync(root, "directory");
        Assert.Equal(FsError.IsDirectory, (await Files.WriteAsync(Root, directory.Node, 0, new byte[1], WriteStability.Unstable, default)).Error);
        Assert.Equal(FsError.IsDirectory, (await Files.ReadAsync(Root, directory.Node, 0, new byte[1], default)).Error);
        var link = Ok(await Files.MakeSymbolicLinkAsync(Root, root, Name("link"), "x"u8.ToArray(), default, default)).Node;
        Assert.Equal(FsError.InvalidArgument, (await Files.WriteAsync(Root, link.Node, 0, new byte[1], WriteStability.Unstable, default)).Error);
    }

    [Fact]
    public async Task Write_PastTheLargestOffset_IsTooLarge()
    {
        var file = await CreateAsync(root, "file");
        Assert.Equal(FsError.FileTooLarge, (await Files.WriteAsync(Root, file.Node, Files.Limits.FileBytesMax, new byte[1], WriteStability.Unstable, default)).Error);
        Assert.Equal(FsError.FileTooLarge, (await Files.WriteAsync(Root, file.Node, ulong.MaxValue, new byte[1], WriteStability.Unstable, default)).Error);
        await WriteAsync(file.Node, Files.Limits.FileBytesMax - 1, [7]);
        Assert.Equal([7], await ReadAsync(file.Node, Files.Limits.FileBytesMax - 1, 10));
        Assert.Equal(new byte[10], await ReadAsync(file.Node, Files.Limits.FileBytesMax / 2, 10));
    }

    [Fact]
    public async Task Commit_ReturnsAttributesAndKeepsTheVerifier()
    {
        var file = await CreateAsync(root, "file");
        var verifier = Files.WriteVerifier;
        await WriteAsync(file.Node, 0, Bytes(1, 10));
        Assert.Equal(10UL, Ok(await Files.CommitAsync(Root, file.Node, default)).After.Size);
        Assert.Equal(verifier, Files.WriteVerifier);
    }

    [Fact]
    public async Task Write_ManySmallFiles_UploadsFewBlocks()
    {
        for (var i = 0; i < 500; i++)
        {
            await WriteAsync((await CreateAsync(root, $"f{i}")).Node, 0, Bytes(i, 1 + (i % 100)));
        }

        await DrainAsync();
        var blocks = new List<DittoFs.Storage.Blocks.BlockListing>();
        await foreach (var block in Storage.Share.Blocks.ListAsync(default))
        {
            blocks.Add(block);
        }

        Assert.Single(blocks);
        for (var i = 0; i < 500; i += 50)
        {
            Assert.Equal(Bytes(i, 1 + (i % 100)), await ReadAsync(Ok(await LookupAsync(root, $"f{i}")).Node.Node, 0, 1000));
        }
    }

    [Fact]
    public async Task Write_FasterThanTheLogHolds_GoesOnWithoutAnError()
    {
        var file = await CreateAsync(root, "file");
        var bytes = Bytes(1, 1 << 20);
        for (var i = 0; i < 400; i++)
        {
            bytes[0] = (byte)i;
            await WriteAsync(file.Node, (ulong)i << 20, bytes);
        }

        for (var i = 0; i < 400; i += 57)
        {
            Assert.Equal((byte)i, (await ReadAsync(file.Node, (ulong)i << 20, 1))[0]);
        }
    }
}
