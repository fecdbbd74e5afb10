using System.Globalization;

namespace DittoFs.Web.Hosting.Cli.Running;

/// <summary>Reads a log file that is written meanwhile, and may be moved away or cut.</summary>
internal sealed class LogReader(string path) : IDisposable
{
    private const string TimeFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";

    private StreamReader _file = Open(path);

    /// <summary>
    /// The last lines that are there: at most <paramref name="countMax"/>, or all since <paramref name="since"/> if that is given. A line without a time, such as one of a stack
    /// trace, goes with the one before it.
    /// </summary>
    public IEnumerable<string> ReadLast(int? countMax, DateTimeOffset? since)
    {
        var lines = new Queue<string>();
        var isWanted = since is null;
        while (_file.ReadLine() is { } line)
        {
            isWanted = isWanted || TimeOf(line) >= since;
            if (!isWanted)
            {
                continue;
            }

            lines.Enqueue(line);
            if (lines.Count > countMax)
            {
                lines.Dequeue();
            }
        }

        return lines;
    }

    /// <summary>What was written since the last call; empty when nothing was.</summary>
    public IEnumerable<string> ReadNew()
    {
        while (_file.ReadLine() is { } line)
        {
            yield return line;
        }

        // A shorter file under the name is a new one, or the same one cut.
        if (!File.Exists(path) || new FileInfo(path).Length >= _file.BaseStream.Position)
        {
            yield break;
        }

        _file.Dispose();
        _file = Open(path);
        while (_file.ReadLine() is { } line)
        {
            yield return line;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static StreamReader Open(string path) => new(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));

    private static DateTimeOffset? TimeOf(string line) => line.Length >= TimeFormat.Length && DateTimeOffset.TryParseExact(
        line.AsSpan(0, TimeFormat.Length), TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
}
