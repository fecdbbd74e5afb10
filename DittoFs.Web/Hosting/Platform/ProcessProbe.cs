using System.Globalization;

namespace DittoFs.Web.Hosting.Platform;

/// <summary>Looks at other processes by <c>/proc</c>.</summary>
internal static class ProcessProbe
{
    /// <summary>Whether the process lives. One that has ended and is only waited for by its parent does not.</summary>
    public static bool IsAlive(int processId)
    {
        try
        {
            // "pid (name) state …": the name may have brackets and spaces, and the last bracket ends it.
            var stat = File.ReadAllText($"/proc/{processId.ToString(CultureInfo.InvariantCulture)}/stat");
            var state = stat[(stat.LastIndexOf(')') + 2)..][0];
            return state is not ('Z' or 'X');
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return false;
        }
    }

    /// <summary>Whether the process runs this program: a number that a crash left behind may belong to another one by now.</summary>
    public static bool IsServer(int processId)
    {
        try
        {
            return IsAlive(processId) && File.ReadAllText($"/proc/{processId.ToString(CultureInfo.InvariantCulture)}/cmdline").Contains("dittofs", StringComparison.OrdinalIgnoreCase);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
