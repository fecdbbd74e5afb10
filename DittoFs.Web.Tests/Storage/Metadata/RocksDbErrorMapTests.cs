using System.Runtime.InteropServices;
using DittoFs.Storage.Metadata.RocksDb;
using DittoFs.Storage.Primitives;
using RocksDbSharp;

namespace DittoFs.Web.Tests.Storage.Metadata;

public sealed class RocksDbErrorMapTests
{
    [Theory]
    [InlineData("IO error: No space left on device: While appending to file: /x/000012.sst: No space left on device", FsError.NoSpace)]
    [InlineData("IO error: Disk quota exceeded: While appending to file: /x/000012.sst", FsError.NoSpace)]
    [InlineData("Corruption: block checksum mismatch: stored = 1, computed = 2", FsError.Corrupt)]
    [InlineData("Shutdown in progress: ", FsError.Unavailable)]
    [InlineData("IO error: While pread offset 0 len 10: /x/000012.sst: Input/output error", FsError.InputOutput)]
    [InlineData("Invalid argument: no such option", FsError.InputOutput)]
    public void Status_BecomesTheErrorOfItsName(string status, FsError expected) => Assert.Equal(expected, RocksDbErrorMap.ToError(Exception(status)));

    [Theory]
    [InlineData("IO error: While lock file: /x/LOCK: Resource temporarily unavailable", "Another process")]
    [InlineData("Corruption: CURRENT file does not end with newline", "backup")]
    [InlineData("IO error: No space left on device", "make room")]
    [InlineData("IO error: While mkdir: /x: Permission denied", "read and written")]
    public void OpenFailure_SaysWhatToDoAndWhatRocksDbSaid(string status, string advice)
    {
        var failure = RocksDbErrorMap.ToStartFailure(Exception(status), "/data/metadata");
        Assert.Contains(advice, failure.Message, StringComparison.Ordinal);
        Assert.Contains(status, failure.Message, StringComparison.Ordinal);
        Assert.Contains("/data/metadata", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>The exception takes a native text and frees it.</summary>
    private static RocksDbException Exception(string status) => new(Marshal.StringToCoTaskMemUTF8(status));
}
