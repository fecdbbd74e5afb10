using DittoFs.Storage.Primitives;

namespace DittoFs.SampleStore;

/// <summary>Translates the system's file errors.</summary>
internal static class DiskErrors
{
    private const int NoSpaceErrno = 28;
    private const int QuotaErrno = 122;

    /// <summary>A full disk is <see cref="FsError.NoSpace"/>, all else <see cref="FsError.InputOutput"/>.</summary>
    public static FsError Map(IOException exception) => exception.HResult is NoSpaceErrno or QuotaErrno ? FsError.NoSpace : FsError.InputOutput;
}
