using System.Buffers.Binary;
using System.Text;
using DittoFs.Protocols.Smb;
using DittoFs.Protocols.Smb.Commands;
using DittoFs.Protocols.Smb.Information;
using DittoFs.Protocols.Smb.Sessions;
using DittoFs.Protocols.Wire;
using DittoFs.Storage.Files;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Protocols.Smb.Commands;

/// <summary>Listing, moving, deleting, locking and controlling what is open.</summary>
public sealed class FileCommandTests
{
    private const uint Exclusive = 0x12;
    private const uint Unlock = 0x04;
    private const byte RestartScans = 1;
    private const byte SingleEntry = 2;
    private const SmbAccess All = SmbAccess.GenericAll;

    [Fact]
    public async Task QueryDirectory_GoesOnWhereItEnded()
    {
        await using var smb = await SmbTestCalls.StartAsync();
        var directory = await MakeTreeAsync(smb, "a", "b", "ccc");
        List<string> seen = [];
        var listed = await smb.ListAsync(directory, "*", lengthMax: 32);
        for (; listed.Status == NtStatus.Success; listed = await smb.ListAsync(directory, "*", lengthMax: 32))
        {
            seen.AddRange(listed.Names);
        }

        Assert.Equal(NtStatus.NoMoreFiles, listed.Status);
        Assert.Equal([".", "..", "a", "b", "ccc"], seen);
        Assert.Equal(["."], (await smb.ListAsync(directory, "*", RestartScans | SingleEntry)).Names);
    }

    [Theory]
    [InlineData("c*", new[] { "ccc" })]
    [InlineData("?", new[] { ".", "a", "b" })]
    [InlineData("CCC", new[] { "ccc" })]
    public async Task QueryDirectory_WithAPattern_TellsWhatMatches(string pattern, string[] expected)
    {
        await using var smb = await SmbTestCalls.StartAsync();
        var directory = await MakeTreeAsync(smb, "a", "b", "ccc");
        Assert.Equal(expected, (await smb.ListAsync(directory, pattern)).Names);
    }

    [Theory]
    [InlineData("d*")]
    [InlineData("d")]
    public async Task QueryDirectory_ThatFindsNothing_SaysSoAtFirst(string pattern)
    {
        await using var smb = await SmbTestCalls.StartAsync();
        var directory = await MakeTreeAsync(smb, "a");
        Assert.Equal(NtStatus.NoSuchFile, (await smb.ListAsync(directory, pattern)).Status);
    }

    [Fact]
    public async Task Rename_MovesTheNameAndReplacesOnlyWhenTold()
    {
        await using var smb = await SmbTestCalls.StartAsync();
        await MakeTreeAsync(smb, "a", "b");
        var (_, file) = await smb.CreateAsync(@"d\a", All);
        Assert.Equal(NtStatus.ObjectNameCollision, await smb.RenameAsync(file, @"D\B"));
        Assert.Equal(NtStatus.Success, await smb.RenameAsync(file, @"D\B", replaces: true));
        Assert.Equal(NtStatus.ObjectPathNotFound, await smb.RenameAsync(file, @"nowhere\b"));
        Assert.Equal(NtStatus.Success, await smb.RenameAsync(file, "c"));
        Assert.Equal(NtStatus.ObjectNameNotFound, (await smb.CreateAsync(@"d\b", SmbAccess.ReadData)).Status);
        Assert.Equal(NtStatus.Success, (await smb.CreateAsync("c", SmbAccess.ReadData)).Status);
    }

    [Fact]
    public async Task Rename_OfADirectory_WaitsForNobodyToHaveSomethingOpenBelow()
    {
        await using var smb = await SmbTestCalls.StartAsync();
        await MakeTreeAsync(smb, "a");
        var (_, directory) = await smb.CreateAsync("d", SmbAccess.Delete);
        await smb.CreateAsync(@"d\e", All, OpenDisposition.Create, CreateRequest.Directory);
        var (_, below) = await smb.CreateAsync(@"d\e\file", All, OpenDisposition.Create);
        Assert.Equal(NtStatus.AccessDenied, await smb.RenameAsync(directory, "moved"));
        await smb.Connection.EndSessionAsync(smb.Session);
        Assert.Equal(FsError.NotFound, (await smb.Storage.Files.LookupAsync(TestStorage.Root, NodeId.Root, Name("moved"), default)).Error);
        Assert.NotEqual(default, below);
    }

    [Fact]
    public async Task Rename_OfADirectoryWithNothingOpenBelow_MovesIt()
    {
        await using var smb = await SmbTestCalls.StartAsync();
        await MakeTreeAsync(smb, "a");
        var (_, directory) = await smb.CreateAsync("d", SmbAccess.Delete);
        var (_, below) = await smb.CreateAsync(@"d\a", All);
        Assert.Equal(NtStatus.Success, await smb.CloseAsync(below));
        Assert.Equal(NtStatus.Success, await smb.RenameAsync(directory, "moved"));
        Assert.Equal(NtStatus.Success, (await smb.CreateAsync(@"moved\a", SmbAccess.ReadData)).Status);
    }

    [Fact]
    public async Task Rename_InADirectoryThatIsOpenForDeletion_IsRefused()
    {
        await using var smb = await SmbTestCalls.StartAsync();
        await MakeTreeAsync(smb, "a");
        await smb.CreateAsync("d", SmbAccess.GenericRead | SmbAccess.Delete);
        var (_, file) = await smb.CreateAsync(@"d\a", All);
        Assert.Equal(NtStatus.SharingViolation, await smb.RenameAsync(file, @"d\b"));
    }

    [Fact]
    public async Task Disposition_TakesTheNameAwayAtTheLastClose()
    {
        await using var smb = await SmbTestCalls.StartAsync();
        await MakeTreeAsync(smb, "a");
        var (_, first) = await smb.CreateAsync(@"d\a", All);
        var (_, second) = await smb.CreateAsync(@"d\a", All);
        Assert.Equal(NtStatus.Success, await smb.SetFileAsync(first, FileClass.Disposition, writer => writer.WriteByte(1)));
        Assert.Equal(NtStatus.DeletePending, (await smb.CreateAsync(@"d\a", SmbAccess.ReadData)).Status);
        Assert.Equal(NtStatus.Success, await smb.CloseAsync(first));
        Assert.Equal(NtStatus.DeletePending, (await smb.CreateAsync(@"d\a", SmbAccess.ReadData)).Status);
        Assert.Equal(NtStatus.Success, await smb.CloseAsync(second));
        Assert.Equal(NtStatus.ObjectNameNotFound, (await smb.CreateAsync(@"d\a", SmbAccess.ReadData)).Status);
    }

    [Fact]
    public async Task EndOfFile_CutsAndExtends()
    {
        await using var smb = await SmbTestCalls.StartAsync();
        var (_, file) = await smb.CreateAsync("file", All, OpenDisposition.Create);
        Assert.Equal(NtStatus.Success, await smb.SetFileAsync(file, FileClass.EndOfFile, writer => writer.WriteUInt64(5_000)));
        Assert.Equal(5_000UL, await SizeAsync(smb, "file"));
        Assert.Equal(NtStatus.Success, await smb.SetFileAsync(file, FileClass.Allocation, writer => writer.WriteUInt64(1 << 20)));
        Assert.Equal(5_000UL, await SizeAsync(smb, "file"));
        Assert.Equal(NtStatus.Success, await smb.SetFileAsync(file, FileClass.Allocation, writer => writer.WriteUInt64(100)));
        Assert.Equal(100UL, await SizeAsync(smb, "file"));
        Assert.Equal(NtStatus.InvalidParameter, await smb.SetFileAsync(file, FileClass.EndOfFile, writer => writer.WriteUInt64(ulong.MaxValue)));
        Assert.Equal(NtStatus.InfoLengthMismatch, await smb.SetFileAsync(file, FileClass.EndOfFile, writer => writer.WriteUInt32(1)));
    }

    [Fact]
    public async Task Lock_OfAnotherOpen_IsInTheWayUntilItIsGivenBack()
    {
        await using var smb = await SmbTestCalls.StartAsync();
        var (_, mine) = await smb.CreateAsync("file", All, OpenDisposition.Create);
        var (_, theirs) = await smb.CreateAsync("file", All);
        Assert.Equal(NtStatus.Success, await smb.LockAsync(mine, 0, 10, Exclusive));
        Assert.Equal(NtStatus.LockNotGranted, await smb.LockAsync(theirs, 9, 1, Exclusive));
        Assert.Equal(NtStatus.RangeNotLocked, await smb.LockAsync(theirs, 0, 10, Unlock));
        Assert.Equal(NtStatus.Success, await smb.LockAsync(mine, 0, 10, Unlock));
        Assert.Equal(NtStatus.Success, await smb.LockAsync(theirs, 9, 1, Exclusive));
        Assert.Equal(NtStatus.InvalidParameter, await smb.LockAsync(theirs, 0, 1, 0));
        Assert.Equal(NtStatus.InvalidLockRange, await smb.LockAsync(theirs, ulong.MaxValue, 2, Exclusive));
    }

    [Fact]
    public async Task CopyChunk_CopiesWithinTheServer()
    {
        await using var smb = await SmbTestCalls.StartAsync();
        var (_, source) = await smb.CreateAsync("source", All, OpenDisposition.Create);
        var (_, target) = await smb.CreateAsync("target", All, OpenDisposition.Create);
        await smb.SetFileAsync(source, FileClass.EndOfFile, writer => writer.WriteUInt64(10_000));
        var (_, key) = await smb.ControlAsync(source, ControlCode.SrvRequestResumeKey, []);
        var (status, counts) = await smb.ControlAsync(target, ControlCode.SrvCopyChunk, Chunks(key, (100, 0, 5_000)));
        Assert.Equal(NtStatus.Success, status);
        Assert.Equal((1, 5_000), (BinaryPrimitives.ReadInt32LittleEndian(counts), BinaryPrimitives.ReadInt32LittleEndian(counts.AsSpan(8))));
        Assert.Equal(5_000UL, await SizeAsync(smb, "target"));
        (status, counts) = await smb.ControlAsync(target, ControlCode.SrvCopyChunk, Chunks(key, (0, 0, 1_000), (9_000, 0, 5_000)));
        Assert.Equal(NtStatus.InvalidViewSize, status);
        Assert.Equal((1, 1_000), (BinaryPrimitives.ReadInt32LittleEndian(counts), BinaryPrimitives.ReadInt32LittleEndian(counts.AsSpan(8))));
        Assert.Equal(NtStatus.InvalidParameter, (await smb.ControlAsync(target, ControlCode.SrvCopyChunk, Chunks(key, (0, 0, 1 << 24)))).Status);
        Assert.Equal(NtStatus.ObjectNameNotFound, (await smb.ControlAsync(target, ControlCode.SrvCopyChunk, Chunks(new byte[24], (0, 0, 1)))).Status);
    }

    [Fact]
    public async Task CopyChunk_OfANameThatIsMadeAnew_NeverHasTheOldBytes()
    {
        await using var smb = await SmbTestCalls.StartAsync();
        var old = Enumerable.Repeat((byte)1, 5_000).ToArray();
        var (_, first) = await smb.CreateAsync("source", All, OpenDisposition.Create);
        Assert.Equal(NtStatus.Success, await smb.WriteAsync(first, old));
        await CopyAsync(first, "first copy");
        Assert.Equal(FsError.None, (await smb.Storage.Share.Uploader.DrainAsync(default)).Error);
        Assert.Equal(NtStatus.Success, await smb.SetFileAsync(first, FileClass.Disposition, writer => writer.WriteByte(1)));
        Assert.Equal(NtStatus.Success, await smb.CloseAsync(first));

        var (_, second) = await smb.CreateAsync("source", All, OpenDisposition.Create);
        Assert.Equal(NtStatus.Success, await smb.SetFileAsync(second, FileClass.EndOfFile, writer => writer.WriteUInt64(5_000)));
        await CopyAsync(second, "second copy");

        Assert.Equal(old, await ReadAsync(smb, "first copy"));
        Assert.Equal(new byte[5_000], await ReadAsync(smb, "second copy"));

        async Task CopyAsync(SmbFileId from, string name)
        {
            var (_, key) = await smb.ControlAsync(from, ControlCode.SrvRequestResumeKey, []);
            var (_, target) = await smb.CreateAsync(name, All, OpenDisposition.Create);
            Assert.Equal(NtStatus.Success, (await smb.ControlAsync(target, ControlCode.SrvCopyChunk, Chunks(key, (0, 0, 5_000)))).Status);
            Assert.Equal(NtStatus.Success, await smb.CloseAsync(target));
        }
    }

    [Fact]
    public async Task Close_WhoseFlushFails_SaysSo()
    {
        var disk = new SimulatedDisk();
        await using var smb = await SmbTestCalls.StartAsync(
            storage: await TestStorage.StartAsync(TestStorage.OpenShare(MetadataStoreKind.RocksDb, BlockStoreKind.FileSystem), disk));
        var (_, file) = await smb.CreateAsync("file", All, OpenDisposition.Create);
        disk.FailSyncs = true;
        Assert.Equal(NtStatus.Success, await smb.WriteAsync(file, new byte[1_000]));
        var failed = NtStatusMap.ToStatus(FsError.InputOutput);
        Assert.Equal(failed, await smb.FlushAsync(file));
        Assert.Equal(failed, await smb.CloseAsync(file));
        Assert.Equal(NtStatus.FileClosed, await smb.CloseAsync(file));
    }

    [Fact]
    public async Task Compression_OfAFile_IsNoneAndStaysSo()
    {
        await using var smb = await SmbTestCalls.StartAsync();
        var (_, file) = await smb.CreateAsync("file", All, OpenDisposition.Create);
        var (status, format) = await smb.ControlAsync(file, ControlCode.GetCompression, []);
        Assert.Equal((NtStatus.Success, 0), (status, BinaryPrimitives.ReadUInt16LittleEndian(format)));
        Assert.Equal(NtStatus.NotSupported, (await smb.ControlAsync(file, ControlCode.SetCompression, [1, 0])).Status);
        Assert.Equal(NtStatus.Success, (await smb.ControlAsync(file, ControlCode.SetCompression, [0, 0])).Status);
    }

    [Fact]
    public async Task NetworkInterfaces_AreAskedOfTheServerAndTellWhereTheClientCameIn()
    {
        const int EntryBytes = 152;
        await using var smb = await SmbTestCalls.StartAsync();
        var (_, file) = await smb.CreateAsync("file", All, OpenDisposition.Create);
        var (status, entry) = await smb.ControlAsync(SmbFileId.Previous, ControlCode.QueryNetworkInterfaceInfo, []);
        Assert.Equal((NtStatus.Success, EntryBytes, 0u), (status, entry.Length, BinaryPrimitives.ReadUInt32LittleEndian(entry)));
        Assert.Equal(smb.Connection.ServerAddress.GetAddressBytes(), entry[28..32]);
        Assert.Equal(NtStatus.InvalidParameter, (await smb.ControlAsync(file, ControlCode.QueryNetworkInterfaceInfo, [])).Status);
        Assert.Equal(NtStatus.BufferTooSmall, (await smb.ControlAsync(SmbFileId.Previous, ControlCode.QueryNetworkInterfaceInfo, [], EntryBytes - 1)).Status);
    }

    [Fact]
    public async Task QueryInfo_AlternateNameOfALongOne_IsThere()
    {
        await using var smb = await SmbTestCalls.StartAsync();
        var (_, file) = await smb.CreateAsync("a name of more than eight", All, OpenDisposition.Create);
        Assert.Equal(NtStatus.Success, await smb.QueryFileAsync(file, (byte)FileClass.AlternateName, 1000));
    }

    [Fact]
    public async Task Control_OfUnknownCode_IsAnsweredAsAFileSystemWould()
    {
        await using var smb = await SmbTestCalls.StartAsync();
        var (_, file) = await smb.CreateAsync("file", All, OpenDisposition.Create);
        Assert.Equal(NtStatus.InvalidDeviceRequest, (await smb.ControlAsync(file, (ControlCode)0x0009_FFFC, [])).Status);
        Assert.Equal(NtStatus.FsDriverRequired, (await smb.ControlAsync(SmbFileId.Previous, ControlCode.DfsGetReferrals, [])).Status);
        Assert.Equal(NtStatus.NotAReparsePoint, (await smb.ControlAsync(file, ControlCode.GetReparsePoint, [])).Status);
    }

    [Fact]
    public async Task SymbolicLink_IsTheClientsToFollow()
    {
        await using var smb = await SmbTestCalls.StartAsync();
        await smb.Storage.Files.MakeSymbolicLinkAsync(TestStorage.Root, NodeId.Root, Name("link"), "there/file"u8.ToArray(), default, default);
        Assert.Equal(NtStatus.StoppedOnSymlink, (await smb.CreateAsync("link", SmbAccess.ReadAttributes)).Status);
        Assert.Equal(NtStatus.StoppedOnSymlink, (await smb.CreateAsync(@"link\x", SmbAccess.ReadAttributes)).Status);
        var (status, link) = await smb.CreateAsync("link", SmbAccess.ReadAttributes, options: CreateRequest.OpenReparsePoint);
        Assert.Equal(NtStatus.Success, status);
        var (_, buffer) = await smb.ControlAsync(link, ControlCode.GetReparsePoint, []);
        Assert.Equal(FileEncoder.SymbolicLinkTag, BinaryPrimitives.ReadUInt32LittleEndian(buffer));
        Assert.Equal(@"there\file", Encoding.Unicode.GetString(buffer.AsSpan(20, 20)));
    }

    [Theory]
    [InlineData(@"there\file", "there/file")]
    [InlineData(@"..\up/and\down", "../up/and/down")]
    [InlineData(@"\etc\fstab", "/etc/fstab")]
    public async Task SymbolicLink_ThatAClientMakesOfAFile_LeadsWhereItSays(string wire, string stored)
    {
        await using var smb = await SmbTestCalls.StartAsync();
        var (_, file) = await smb.CreateAsync("link", All, OpenDisposition.Create);
        Assert.Equal(NtStatus.Success, (await smb.ControlAsync(file, ControlCode.SetReparsePoint, LinkBuffer(wire))).Status);
        var (_, buffer) = await smb.ControlAsync(file, ControlCode.GetReparsePoint, []);
        Assert.Equal(FileEncoder.SymbolicLinkTag, BinaryPrimitives.ReadUInt32LittleEndian(buffer));
        Assert.Equal(NtStatus.Success, await smb.CloseAsync(file));
        Assert.Equal(NtStatus.StoppedOnSymlink, (await smb.CreateAsync("link", SmbAccess.ReadAttributes)).Status);
        var node = (await smb.Storage.Files.LookupAsync(TestStorage.Root, NodeId.Root, Name("link"), default)).Value.Node;
        Assert.Equal(NodeKind.SymbolicLink, node.Kind);
        Assert.Equal(stored, Encoding.UTF8.GetString((await smb.Storage.Files.ReadLinkAsync(TestStorage.Root, node.Node, default)).Value.Target.Span));
    }

    [Fact]
    public async Task SymbolicLink_WhoseReparsePointIsDeleted_IsAnEmptyFileThatCanBeWritten()
    {
        await using var smb = await SmbTestCalls.StartAsync();
        await smb.Storage.Files.MakeSymbolicLinkAsync(TestStorage.Root, NodeId.Root, Name("link"), "there"u8.ToArray(), new AttributeChanges { Uid = 1000, Gid = 1000 }, default);
        var (_, link) = await smb.CreateAsync("link", SmbAccess.ReadAttributes | SmbAccess.WriteAttributes, options: CreateRequest.OpenReparsePoint);
        byte[] symbolic = [0x0C, 0, 0, 0xA0, 0, 0, 0, 0];
        Assert.Equal(NtStatus.ReparseTagMismatch, (await smb.ControlAsync(link, ControlCode.DeleteReparsePoint, [0x03, .. symbolic[1..]])).Status);
        Assert.Equal(NtStatus.Success, (await smb.ControlAsync(link, ControlCode.DeleteReparsePoint, symbolic)).Status);
        Assert.Equal(NtStatus.NotAReparsePoint, (await smb.ControlAsync(link, ControlCode.DeleteReparsePoint, symbolic)).Status);
        await smb.CloseAsync(link);
        var (opened, file) = await smb.CreateAsync("link", All);
        Assert.Equal(NtStatus.Success, opened);
        Assert.Equal(NtStatus.Success, await smb.WriteAsync(file, 0, [1, 2, 3]));
        Assert.Equal(3ul, await SizeAsync(smb, "link"));
    }

    [Fact]
    public async Task SetReparsePoint_OfWhatCannotBeALink_ChangesNothing()
    {
        await using var smb = await SmbTestCalls.StartAsync();
        var (_, full) = await smb.CreateAsync("full", All, OpenDisposition.Create);
        await smb.WriteAsync(full, 0, [1]);
        Assert.Equal(NtStatus.NotSupported, (await smb.ControlAsync(full, ControlCode.SetReparsePoint, LinkBuffer("x"))).Status);
        var (_, empty) = await smb.CreateAsync("empty", All, OpenDisposition.Create);
        Assert.Equal(NtStatus.ReparseDataInvalid, (await smb.ControlAsync(empty, ControlCode.SetReparsePoint, LinkBuffer(@"\??\C:\x"))).Status);
        Assert.Equal(NtStatus.ReparseDataInvalid, (await smb.ControlAsync(empty, ControlCode.SetReparsePoint, LinkBuffer("x")[..^1])).Status);
        Assert.Equal(NtStatus.NotSupported, (await smb.ControlAsync(empty, ControlCode.SetReparsePoint, [0x03, .. LinkBuffer("x").AsSpan(1)])).Status);
        var (_, second) = await smb.CreateAsync("empty", SmbAccess.ReadData);
        Assert.Equal(NtStatus.SharingViolation, (await smb.ControlAsync(empty, ControlCode.SetReparsePoint, LinkBuffer("x"))).Status);
        await smb.CloseAsync(empty);
        Assert.Equal(NtStatus.AccessDenied, (await smb.ControlAsync(second, ControlCode.SetReparsePoint, LinkBuffer("x"))).Status);
    }

    [Fact]
    public async Task SetBasic_TheChangeTime_IsKeptUntilTheNextChange()
    {
        await using var smb = await SmbTestCalls.StartAsync();
        var (_, file) = await smb.CreateAsync("file", All, OpenDisposition.Create);
        var set = Timestamp.FromSeconds(1_000_000_000, 100);
        Assert.Equal(NtStatus.Success, await smb.SetFileAsync(file, FileClass.Basic, writer => WriteBasic(writer, change: SmbAttributes.FileTime(set))));
        Assert.Equal(set, await ChangeTimeAsync(smb, "file"));

        // Nothing to set, to freeze or to thaw is no change.
        foreach (var same in (ulong[])[0, ulong.MaxValue, ulong.MaxValue - 1])
        {
            await smb.SetFileAsync(file, FileClass.Basic, writer => WriteBasic(writer, change: same));
            Assert.Equal(set, await ChangeTimeAsync(smb, "file"));
        }

        await smb.WriteAsync(file, 0, [1]);
        Assert.True(await ChangeTimeAsync(smb, "file") > set);
    }

    [Fact]
    public async Task SetBasic_WithoutTheRightTo_IsDenied()
    {
        await using var smb = await SmbTestCalls.StartAsync();
        await MakeTreeAsync(smb, "a");
        var (_, file) = await smb.CreateAsync(@"d\a", SmbAccess.ReadData);
        Assert.Equal(NtStatus.AccessDenied, await smb.SetFileAsync(file, FileClass.Basic, writer => WriteBasic(writer, change: 0)));
    }

    private static void WriteBasic(LittleEndianWriter writer, ulong change)
    {
        writer.WriteZeros(24);
        writer.WriteUInt64(change);
        writer.WriteZeros(8);
    }

    private static async Task<Timestamp> ChangeTimeAsync(SmbTestCalls smb, string name) =>
        (await smb.Storage.Files.LookupAsync(TestStorage.Root, NodeId.Root, Name(name), default)).Value.Node.ChangeTime;

    private static byte[] LinkBuffer(string target)
    {
        using var writer = new LittleEndianWriter();
        var bytes = (ushort)(target.Length * 2);
        writer.WriteUInt32(FileEncoder.SymbolicLinkTag);
        writer.WriteUInt16((ushort)(12 + (2 * bytes)));
        writer.WriteUInt16(0);
        writer.WriteUInt16(bytes);
        writer.WriteUInt16(bytes);
        writer.WriteUInt16(0);
        writer.WriteUInt16(bytes);
        writer.WriteUInt32(1);
        writer.WriteUtf16(target);
        writer.WriteUtf16(target);
        return writer.Written.ToArray();
    }

    private static byte[] Chunks(byte[] key, params (ulong From, ulong To, uint Length)[] chunks)
    {
        using var writer = new LittleEndianWriter();
        writer.WriteBytes(key.AsSpan(0, 24));
        writer.WriteUInt32((uint)chunks.Length);
        writer.WriteUInt32(0);
        foreach (var (from, to, length) in chunks)
        {
            writer.WriteUInt64(from);
            writer.WriteUInt64(to);
            writer.WriteUInt32(length);
            writer.WriteUInt32(0);
        }

        return writer.Written.ToArray();
    }

    /// <summary>Makes the directory "d" with empty files in it, and opens it.</summary>
    private static async Task<SmbFileId> MakeTreeAsync(SmbTestCalls smb, params string[] names)
    {
        var (_, directory) = await smb.CreateAsync("d", All, OpenDisposition.Create, CreateRequest.Directory);
        foreach (var name in names)
        {
            var (_, file) = await smb.CreateAsync($@"d\{name}", All, OpenDisposition.Create);
            await smb.CloseAsync(file);
        }

        await smb.CloseAsync(directory);
        return (await smb.CreateAsync("d", SmbAccess.GenericRead)).File;
    }

    private static async Task<ulong> SizeAsync(SmbTestCalls smb, string name) =>
        (await smb.Storage.Files.LookupAsync(TestStorage.Root, NodeId.Root, Name(name), default)).Value.Node.Size;

    private static async Task<byte[]> ReadAsync(SmbTestCalls smb, string name)
    {
        var found = await smb.Storage.Files.LookupAsync(TestStorage.Root, NodeId.Root, Name(name), default);
        var bytes = new byte[found.Value.Node.Size];
        Assert.Equal(bytes.Length, (await smb.Storage.Files.ReadAsync(TestStorage.Root, found.Value.Node.Node, 0, bytes, default)).Value.Count);
        return bytes;
    }

    private static FileName Name(string name) => FileName.Create(Encoding.UTF8.GetBytes(name)).Value;
}
