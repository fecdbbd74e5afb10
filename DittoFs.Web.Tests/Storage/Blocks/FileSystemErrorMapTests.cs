using DittoFs.Storage.Blocks.FileSystem;
using DittoFs.Storage.Primitives;

namespace DittoFs.Web.Tests.Storage.Blocks;

public sealed class FileSystemErrorMapTests
{
    public static TheoryData<Exception, FsError, FsError> Exceptions() => new()
    {
        { new FileNotFoundException(), FsError.NotFound, FsError.Unavailable },
        { new DirectoryNotFoundException(), FsError.NotFound, FsError.Unavailable },
        { new IOException("full", 28), FsError.NoSpace, FsError.NoSpace },
        { new IOException("quota", 122), FsError.NoSpace, FsError.NoSpace },
        { new IOException("io", 5), FsError.InputOutput, FsError.InputOutput },
        { new UnauthorizedAccessException(), FsError.InputOutput, FsError.InputOutput },
    };

    [Theory]
    [MemberData(nameof(Exceptions))]
    public void Exception_BecomesItsError(Exception exception, FsError read, FsError put)
    {
        Assert.True(FileSystemErrorMap.IsFileError(exception));
        Assert.Equal(read, FileSystemErrorMap.ToError(exception));
        Assert.Equal(put, FileSystemErrorMap.ToPutError(exception));
    }

    [Fact]
    public void FaultOfTheProgram_IsNoFileError() => Assert.False(FileSystemErrorMap.IsFileError(new InvalidOperationException()));
}
