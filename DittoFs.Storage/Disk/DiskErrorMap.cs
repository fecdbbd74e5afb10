using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Disk;

/// <summary>Translates the system's file errors.</summary>
internal static class DiskErrorMap
{
    private const int NoSpaceErrno = 28;
    private const int QuotaErrno = 122;
    private const int WindowsDiskFull = unchecked((int)0x80070070);

    /// <summary>A full disk is <see cref="FsError.NoSpace"/>, all else <see cref="FsError.InputOutput"/>.</summary>
    public static FsError Map(IOException exception) =>
        exception.HResult is NoSpaceErrno or QuotaErrno or WindowsDiskFull ? FsError.NoSpace : FsError.InputOutput;
}
