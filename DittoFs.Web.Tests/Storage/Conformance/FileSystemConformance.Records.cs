using System.Net;
using DittoFs.Storage.Files;
using DittoFs.Storage.Locking;
using DittoFs.Storage.Primitives;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Storage.Conformance;

/// <content>Record locks: who may take one, and how they meet the locks of opens.</content>
public abstract partial class FileSystemConformance
{
    private static readonly RecordLockOwner Somebody = new(IPAddress.Loopback, "client", 1, "00");
    private static readonly RangeRequest Exclusive = new(0, 10, true);
    private static readonly RangeRequest Shared = new(0, 10, false);

    [Theory]
    [InlineData(0x124u, FsError.None, FsError.None)]
    [InlineData(0x092u, FsError.AccessDenied, FsError.None)]
    [InlineData(0x1B6u, FsError.None, FsError.None)]
    [InlineData(0x000u, FsError.AccessDenied, FsError.AccessDenied)]
    public async Task LockRecord_ByMode_TakesReadingForSharedAndReadingOrWritingForExclusive(uint mode, FsError shared, FsError exclusive)
    {
        var file = await CreateAsync(root, "file");
        Ok(await Files.SetAttributesAsync(Root, file.Node, new AttributeChanges { Mode = mode }, null, default));
        var stranger = TestStorage.As(1000, 1000);
        Assert.Equal(shared, (await Files.LockRecordAsync(stranger, file.Node, Somebody, Shared, false, default)).Error);
        Assert.Equal(exclusive, (await Files.LockRecordAsync(stranger, file.Node, Somebody, Exclusive, false, default)).Error);
        Assert.Equal(shared, (await Files.TestRecordAsync(stranger, file.Node, Somebody, Shared, default)).Error);
    }

    [Fact]
    public async Task LockRecord_Directory_IsOfTheWrongKind() =>
        Assert.Equal(FsError.WrongKind, (await Files.LockRecordAsync(Root, root, Somebody, Shared, false, default)).Error);

    [Fact]
    public async Task LockRecord_FileThatIsGone_IsStaleAndUnlocksStill()
    {
        var file = await CreateAsync(root, "file");
        Ok(await Files.LockRecordAsync(Root, file.Node, Somebody, Exclusive, false, default));
        Ok(await Files.RemoveAsync(Root, root, Name("file"), default));
        Assert.Equal(FsError.StaleHandle, (await Files.LockRecordAsync(Root, file.Node, Somebody, Exclusive, false, default)).Error);
        Assert.Single(Files.ListLocks(10));
        Files.UnlockRecord(file.Node, Somebody, 0, 10);
        Assert.Empty(Files.ListLocks(10));
    }

    [Fact]
    public async Task LockRecord_AgainstALockOfAnOpen_WaitsForItsClose()
    {
        var opened = await OpenAsync("file", Request(OpenDisposition.OpenIf));
        Assert.Equal(FsError.None, (await Files.LockAsync(opened.Open, new[] { Exclusive }, waits: false, default)).Error);
        Assert.Same(opened.Open, Ok(await Files.TestRecordAsync(Root, opened.Node.Node, Somebody, Shared, default))!.Owner);
        Assert.Equal(RecordLockOutcome.Conflict, Ok(await Files.LockRecordAsync(Root, opened.Node.Node, Somebody, Shared, false, default)).Outcome);

        var waiting = Ok(await Files.LockRecordAsync(Root, opened.Node.Node, Somebody, Shared, true, default));
        Assert.Equal(RecordLockOutcome.Waiting, waiting.Outcome);
        await CloseAsync(opened.Open);
        Assert.True(await waiting.Wait!.Granted);
    }

    [Fact]
    public async Task LockRecord_Held_KeepsOpensFromLockingReadingAndWriting()
    {
        var opened = await OpenAsync("file", Request(OpenDisposition.OpenIf));
        Ok(await Files.WriteOpenAsync(Root, opened.Open, 0, Bytes(1, 20), WriteStability.FileSync, default));
        Ok(await Files.LockRecordAsync(Root, opened.Node.Node, Somebody, Exclusive, false, default));
        Assert.Equal(FsError.LockConflict, (await Files.LockAsync(opened.Open, new[] { Shared }, waits: false, default)).Error);
        Assert.Equal(FsError.LockConflict, (await Files.ReadOpenAsync(Root, opened.Open, 5, new byte[1], default)).Error);
        Assert.Equal(FsError.LockConflict, (await Files.WriteOpenAsync(Root, opened.Open, 5, new byte[1], WriteStability.FileSync, default)).Error);
        Ok(await Files.ReadOpenAsync(Root, opened.Open, 10, new byte[1], default));

        Assert.Equal(1, Files.ReleaseRecords(owner => owner == Somebody));
        Ok(await Files.ReadOpenAsync(Root, opened.Open, 5, new byte[1], default));
    }
}
