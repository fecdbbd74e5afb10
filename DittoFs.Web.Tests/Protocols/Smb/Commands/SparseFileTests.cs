using System.Buffers.Binary;
using DittoFs.Protocols.Smb;
using DittoFs.Protocols.Smb.Commands;
using DittoFs.Protocols.Smb.Information;
using DittoFs.Protocols.Smb.Sessions;
using DittoFs.Protocols.Wire;
using DittoFs.Storage.Files;
using DittoFs.Storage.Primitives;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Protocols.Smb.Commands;

/// <summary>Holes: where they are, and making them.</summary>
public sealed class SparseFileTests
{
    private const uint Exclusive = 0x12;
    private const SmbAccess All = SmbAccess.GenericAll;

    [Fact]
    public async Task QueryAllocatedRanges_OfASparseFile_TellsWhatWasWrittenAndNotTheHoles()
    {
        await using var smb = await SmbTestCalls.StartAsync();
        var (_, file) = await smb.CreateAsync("file", All, OpenDisposition.Create);
        await smb.WriteAsync(file, 10, new byte[20]);
        await smb.WriteAsync(file, 30, new byte[5]);
        await smb.WriteAsync(file, 1000, new byte[100]);
        await smb.SetFileAsync(file, FileClass.EndOfFile, writer => writer.WriteUInt64(1_000_000));
        Check(NtStatus.Success, [(5, 999_995)], await RangesAsync(smb, file, 5, 2_000_000));
        Assert.Equal(NtStatus.Success, (await smb.ControlAsync(file, ControlCode.SetSparse, [1])).Status);
        Check(NtStatus.Success, [(10, 25), (1000, 100)], await RangesAsync(smb, file, 0, 2_000_000));
        Check(NtStatus.Success, [(12, 23), (1000, 1)], await RangesAsync(smb, file, 12, 989));
        Check(NtStatus.Success, [], await RangesAsync(smb, file, 2000, 1_000_000));
        Check(NtStatus.BufferOverflow, [(10, 25)], await RangesAsync(smb, file, 0, 2_000_000, outputMax: 31));
        Check(NtStatus.BufferTooSmall, [], await RangesAsync(smb, file, 0, 2_000_000, outputMax: 15));
    }

    [Fact]
    public async Task SetZeroData_MakesAHoleInASparseFileAndLeavesTheLength()
    {
        await using var smb = await SmbTestCalls.StartAsync();
        var (_, file) = await smb.CreateAsync("file", All, OpenDisposition.Create);
        await smb.WriteAsync(file, 0, [.. Enumerable.Repeat((byte)7, 1000)]);
        Assert.Equal(NtStatus.Success, (await smb.ControlAsync(file, ControlCode.SetSparse, [1])).Status);
        Assert.Equal(NtStatus.Success, (await smb.ControlAsync(file, ControlCode.SetZeroData, Pair(100, 900))).Status);
        Check(NtStatus.Success, [(0, 100), (900, 100)], await RangesAsync(smb, file, 0, 1 << 20));
        var node = await FindAsync(smb);
        var bytes = new byte[2000];
        Assert.Equal(1000, (await smb.Storage.Files.ReadAsync(TestStorage.Root, node.Node, 0, bytes, default)).Value.Count);
        Assert.Equal([.. Enumerable.Repeat((byte)7, 100), .. new byte[800], .. Enumerable.Repeat((byte)7, 100)], bytes[..1000]);
        Assert.Equal(NtStatus.Success, (await smb.ControlAsync(file, ControlCode.SetZeroData, Pair(0, 1 << 20))).Status);
        Check(NtStatus.Success, [], await RangesAsync(smb, file, 0, 1 << 20));
        Assert.Equal(1000ul, (await FindAsync(smb)).Size);
    }

    [Fact]
    public async Task SetZeroData_OfAFileThatIsNotSparse_WritesZerosWhereItHasBytes()
    {
        await using var smb = await SmbTestCalls.StartAsync();
        var (_, file) = await smb.CreateAsync("file", All, OpenDisposition.Create);
        await smb.WriteAsync(file, 100, [1, 2, 3]);
        await smb.WriteAsync(file, 200, [4]);
        await smb.SetFileAsync(file, FileClass.EndOfFile, writer => writer.WriteUInt64(1 << 20));
        Assert.Equal(NtStatus.Success, (await smb.ControlAsync(file, ControlCode.SetZeroData, Pair(101, 1 << 20))).Status);
        Assert.Equal(NtStatus.Success, (await smb.ControlAsync(file, ControlCode.SetSparse, [1])).Status);
        Check(NtStatus.Success, [(100, 3), (200, 1)], await RangesAsync(smb, file, 0, 1 << 20));
        var node = (await FindAsync(smb)).Node;
        var bytes = new byte[101];
        await smb.Storage.Files.ReadAsync(TestStorage.Root, node, 100, bytes, default);
        Assert.Equal([1, .. new byte[100]], bytes);
    }

    [Fact]
    public async Task SetZeroData_OfARangeThatSomebodyLocked_IsRefused()
    {
        await using var smb = await SmbTestCalls.StartAsync();
        var (_, file) = await smb.CreateAsync("file", All, OpenDisposition.Create);
        var (_, other) = await smb.CreateAsync("file", All);
        await smb.WriteAsync(file, 0, new byte[100]);
        Assert.Equal(NtStatus.Success, (await smb.ControlAsync(file, ControlCode.SetSparse, [1])).Status);
        Assert.Equal(NtStatus.Success, await smb.LockAsync(other, 10, 10, Exclusive));
        Assert.Equal(NtStatus.FileLockConflict, (await smb.ControlAsync(file, ControlCode.SetZeroData, Pair(0, 100))).Status);
        Check(NtStatus.Success, [(0, 100)], await RangesAsync(smb, file, 0, 100));
    }

    private static void Check(NtStatus status, (int Offset, int Length)[] ranges, (NtStatus Status, (int Offset, int Length)[] Ranges) seen)
    {
        Assert.Equal(status, seen.Status);
        Assert.Equal(ranges, seen.Ranges);
    }

    private static byte[] Pair(ulong first, ulong second)
    {
        using var writer = new LittleEndianWriter();
        writer.WriteUInt64(first);
        writer.WriteUInt64(second);
        return writer.Written.ToArray();
    }

    private static async Task<(NtStatus Status, (int Offset, int Length)[] Ranges)> RangesAsync(SmbTestCalls smb, SmbFileId file, ulong offset, ulong length, uint outputMax = 4_096)
    {
        var (status, output) = await smb.ControlAsync(file, ControlCode.QueryAllocatedRanges, Pair(offset, length), outputMax);
        return (status, [.. output.Chunk(16).Select(range => ((int)BinaryPrimitives.ReadUInt64LittleEndian(range), (int)BinaryPrimitives.ReadUInt64LittleEndian(range.AsSpan(8))))]);
    }

    private static async Task<NodeAttributes> FindAsync(SmbTestCalls smb) =>
        (await smb.Storage.Files.LookupAsync(TestStorage.Root, NodeId.Root, FileName.FromText("file"), default)).Value.Node;
}
