using System.IO.Pipes;
using DittoFs.Storage.Disk;
using Microsoft.Win32.SafeHandles;

namespace DittoFs.Web.Tests.Storage.Disk;

/// <summary>
/// That a sync is a call of the system, which no simulated disk can show: what can't be synced says so only to who asks.
/// </summary>
public sealed class PosixDiskTests
{
    private const int InvalidArgumentErrno = 22;

    [Fact]
    public void Sync_AsksTheSystem()
    {
        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out);
        using var file = new PosixDiskFile(new SafeFileHandle(pipe.SafePipeHandle.DangerousGetHandle(), ownsHandle: false));
        Assert.Equal(InvalidArgumentErrno, Assert.Throws<IOException>(file.Sync).HResult);
    }

    [Fact]
    public void SyncDirectory_AsksTheSystem() =>
        Assert.Equal(InvalidArgumentErrno, Assert.Throws<IOException>(() => new PosixDisk().SyncDirectory("/proc")).HResult);
}
