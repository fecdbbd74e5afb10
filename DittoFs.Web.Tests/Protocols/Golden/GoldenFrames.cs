using System.Runtime.CompilerServices;

namespace DittoFs.Web.Tests.Protocols.Golden;

/// <summary>One frame of a file: <c># client version, operation</c>, then the record in hexadecimal digits.</summary>
internal sealed record GoldenFrame(string Name, byte[] Record);

/// <summary>Reads the captured frames beside this file. The handle in them is the root handle of a share whose id is all zeros.</summary>
internal static class GoldenFrames
{
    /// <summary>All frames of a file.</summary>
    public static IReadOnlyList<GoldenFrame> Load(string file, [CallerFilePath] string here = "")
    {
        var frames = new List<GoldenFrame>();
        var name = "";
        foreach (var line in File.ReadLines(Path.Combine(Path.GetDirectoryName(here)!, file)))
        {
            if (line.StartsWith('#'))
            {
                name = line[1..].Trim();
            }
            else if (line.Length > 0)
            {
                frames.Add(new GoldenFrame(name, Convert.FromHexString(line)));
            }
        }

        return frames;
    }
}
