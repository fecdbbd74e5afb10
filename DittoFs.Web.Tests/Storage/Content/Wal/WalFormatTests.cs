using System.Buffers.Binary;
using System.IO.Hashing;
using DittoFs.Storage.Content.Wal;
using DittoFs.Storage.Diagnostics;
using DittoFs.Storage.Primitives;
using DittoFs.Web.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace DittoFs.Web.Tests.Storage.Content.Wal;

/// <summary>A log that a later version has written.</summary>
public sealed class WalFormatTests
{
    private const string Folder = "/wal";
    private const int VersionOffset = 8;

    [Theory]
    [InlineData("checkpoint", 60)]
    [InlineData(".seg", 40)]
    public async Task Open_OfAnUnknownFormat_IsRefusedAndChangesNothing(string ending, int checksumOffset)
    {
        var disk = new SimulatedDisk();
        await WriteAsync(disk);
        disk = disk.ProcessKill();
        var path = disk.List(Folder).First(path => path.EndsWith(ending, StringComparison.Ordinal));
        var header = Read(disk, path, checksumOffset + sizeof(uint));
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(VersionOffset), 7);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(checksumOffset), Crc32.HashToUInt32(header.AsSpan(0, checksumOffset)));
        using (var file = disk.Open(path))
        {
            file.Write(0, header, default);
        }

        var refusal = Assert.Throws<StorageStartException>(() => WalRecovery.Open(disk, Folder));
        Assert.Contains("format version 7", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(header, Read(disk, path, header.Length));
    }

    private static async Task WriteAsync(SimulatedDisk disk)
    {
        await using var meters = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var metrics = new WalMetrics(meters.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>());
        using var log = new WriteAheadLog(disk, Folder, new WalOptions(), WalRecovery.Open(disk, Folder), metrics, NullLogger.Instance, TimeProvider.System);
        var prefix = new WalDataPrefix(new NodeId(20), new ContentId(20), 0, 1, 1, default, default, 0x1A4);
        var written = log.AppendData(TestRecords.Share(1), prefix, new byte[1]);
        Assert.Equal(FsError.None, (await log.WaitDurableAsync(written.Value.Sequence)).Error);
    }

    private static byte[] Read(SimulatedDisk disk, string path, int length)
    {
        using var file = disk.Open(path);
        var bytes = new byte[length];
        file.Read(0, bytes);
        return bytes;
    }
}
