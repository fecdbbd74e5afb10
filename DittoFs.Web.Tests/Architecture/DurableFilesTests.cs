namespace DittoFs.Web.Tests.Architecture;

/// <summary>
/// What is written for good is synced, and what is named for good has its directory synced. No test sees a file system lose what was not, short of a power cut, so
/// the compiled methods are asked.
/// </summary>
public sealed class DurableFilesTests
{
    /// <summary>The seam itself: who uses it syncs, and its simulated other half shows who does not.</summary>
    private const string Seam = "DittoFs.Storage.Disk.PosixDisk.Rename";

    private static readonly IReadOnlyList<MethodCalls> Methods = MethodCalls.Of(ProductAssemblies.Storage);

    [Fact]
    public void Methods_ThatWriteNewFiles_SyncThem()
    {
        var writers = Methods.Where(method => method.Callees.Contains("System.IO.File.OpenHandle") && method.Callees.Contains("System.IO.RandomAccess.Write")).ToList();

        Assert.Contains(writers, method => method.Method.Contains(".FileSystemBlockStore.", StringComparison.Ordinal));
        Assert.DoesNotContain(writers, method => !method.Callees.Contains("System.IO.RandomAccess.FlushToDisk"));
    }

    [Fact]
    public void Methods_ThatRenameFiles_SyncTheDirectory()
    {
        var renamers = Methods.Where(method => method.Callees.Contains("System.IO.File.Move") && method.Method != Seam).ToList();

        Assert.Contains(renamers, method => method.Method.Contains(".FileSystemBlockStore.", StringComparison.Ordinal));
        Assert.DoesNotContain(renamers, method => !method.Callees.Contains("DittoFs.Storage.Disk.PosixCalls.SyncDirectory"));
    }
}
