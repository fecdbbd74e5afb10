using System.Globalization;
using DittoFs.Web.Hosting.Platform;
using DittoFs.Web.Hosting.Settings;

namespace DittoFs.Web.Hosting.Cli.Doctor;

/// <summary>The clock, and what the machine lets a process have.</summary>
internal static class MachineChecks
{
    private const int ClockError = 5; // TIME_ERROR of adjtimex(2)
    private const long DescriptorsMin = 65_536;

    /// <summary>Looks.</summary>
    public static IEnumerable<Finding> Run(ServerSettings settings) => [Clock(), .. Future(settings.Storage.DataDirectory), Descriptors()];

    private static Finding Clock()
    {
        Span<byte> state = stackalloc byte[256];
        state.Clear();
        return NativeMethods.AdjustClock(ref state[0]) == ClockError
            ? Finding.Warning("clock", "no time service keeps it right", "Run chrony or systemd-timesyncd: tokens, S3 requests and Kerberos fail when the clock is wrong.")
            : Finding.Good("clock", "a time service keeps it right");
    }

    // A clock that was set back makes times of files run backwards.
    private static IEnumerable<Finding> Future(string dataDirectory)
    {
        var newest = Directory.Exists(dataDirectory) ? new DirectoryInfo(dataDirectory).EnumerateFiles().Select(file => file.LastWriteTimeUtc).DefaultIfEmpty().Max() : default;
        return newest > DateTime.UtcNow + TimeSpan.FromMinutes(1)
            ? [Finding.Failure("clock", $"the data directory was written at {newest:u}, which is still to come", "The clock was set back. Set it right before the server starts.")]
            : [];
    }

    private static Finding Descriptors()
    {
        var line = File.ReadLines("/proc/self/limits").First(text => text.StartsWith("Max open files", StringComparison.Ordinal));
        var hard = line["Max open files".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        return long.TryParse(hard, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit < DescriptorsMin
            ? Finding.Warning("open files", $"this user may have {limit} files and connections open", $"Raise the limit (LimitNOFILE= of the unit, or ulimit -Hn) to {DescriptorsMin} at least.")
            : Finding.Good("open files", $"up to {hard} files and connections");
    }
}
