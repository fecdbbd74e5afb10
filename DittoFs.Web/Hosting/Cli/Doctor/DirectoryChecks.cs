using System.Diagnostics;
using System.Globalization;
using DittoFs.Storage.Primitives;
using DittoFs.Web.Hosting.Settings;

namespace DittoFs.Web.Hosting.Cli.Doctor;

/// <summary>The data directory and the disk that it lies on.</summary>
internal static class DirectoryChecks
{
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
    private const int Probes = 8;

    private static readonly string[] Secrets = ["control.db", "master-key", "token-signing-key", "server-guid", "tls-self-signed.pem"];
    private static readonly string[] Volatile = ["tmpfs", "ramfs"];
    private static readonly string[] Remote = ["nfs", "nfs4", "cifs", "smb3", "fuse.sshfs"];
    private static readonly TimeSpan SlowSync = TimeSpan.FromMilliseconds(50);

    /// <summary>Looks.</summary>
    public static IEnumerable<Finding> Run(ServerSettings settings)
    {
        var path = settings.Storage.DataDirectory;
        if (!Directory.Exists(path))
        {
            return [Finding.Warning("data directory", $"{path} does not exist", "'dittofs init' makes it; the first start does too.")];
        }

        return [Permissions(path), .. SecretFiles(path), Space(path, settings), FileSystem(path), Sync(path)];
    }

    private static Finding Permissions(string path)
    {
        var mode = File.GetUnixFileMode(path);
        return (mode & Others) == 0
            ? Finding.Good("data directory", $"{path} has mode 0{Convert.ToString((int)mode, 8)}")
            : Finding.Failure("data directory", $"{path} has mode 0{Convert.ToString((int)mode, 8)}: others may look into it", $"Run: chmod 700 {path}");
    }

    private static IEnumerable<Finding> SecretFiles(string path) =>
        from name in Secrets
        let file = Path.Combine(path, name)
        where File.Exists(file) && (File.GetUnixFileMode(file) & Others) != 0
        select Finding.Failure("secrets", $"{file} may be opened by others", $"Run: chmod 600 {file}");

    private static Finding Space(string path, ServerSettings settings)
    {
        var drive = new DriveInfo(path);
        var free = ByteSize.FromMebibytes(drive.AvailableFreeSpace >> 20);
        var log = Path.Combine(path, "wal");
        var used = Directory.Exists(log) ? new DirectoryInfo(log).EnumerateFiles().Sum(file => file.Length) : 0;
        var wanted = settings.Wal.Budget.Bytes - used + settings.Cache.Disk.Bytes;
        var text = $"{free} free of {ByteSize.FromMebibytes(drive.TotalSize >> 20)}";
        return drive.AvailableFreeSpace < settings.Wal.SegmentSize.Bytes * 2 ? Finding.Failure("disk space", text, "There is no room for the log: free some, or move the data directory to a larger disk.")
            : drive.AvailableFreeSpace < wanted ? Finding.Warning("disk space", text, $"Wal:Budget ({settings.Wal.Budget}) and Cache:Disk ({settings.Cache.Disk}) may take more than that. Lower them, or free some.")
            : Finding.Good("disk space", text);
    }

    private static Finding FileSystem(string path)
    {
        var format = new DriveInfo(path).DriveFormat;
        return Volatile.Contains(format) ? Finding.Failure("file system", $"{format} is lost with a restart of the machine", "Move the data directory to a disk.")
            : Remote.Contains(format) ? Finding.Warning("file system", $"{format} is another machine's", "Locks and syncs of network file systems are not to be relied on. Move the data directory to a disk of this machine.")
            : Finding.Good("file system", format);
    }

    private static Finding Sync(string path)
    {
        var probe = Path.Combine(path, $".doctor-{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}");
        try
        {
            using var handle = File.OpenHandle(probe, FileMode.CreateNew, FileAccess.Write, options: FileOptions.DeleteOnClose);
            var slowest = TimeSpan.Zero;
            for (var count = 0; count < Probes; count++)
            {
                RandomAccess.Write(handle, new byte[4096], count * 4096L);
                var began = Stopwatch.GetTimestamp();
                RandomAccess.FlushToDisk(handle);
                var took = Stopwatch.GetElapsedTime(began);
                slowest = took > slowest ? took : slowest;
            }

            var text = string.Create(CultureInfo.InvariantCulture, $"the slowest of {Probes} syncs took {slowest.TotalMilliseconds:0.0} ms");
            return slowest > SlowSync ? Finding.Warning("fsync", text, "Every stable write of a client waits for a sync. Use a faster disk, or find out what else writes to it.") : Finding.Good("fsync", text);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Finding.Failure("fsync", $"{path} can't be written: {exception.Message}", "Run this as the user who runs the server, and look whether the disk is full or read-only.");
        }
    }
}
