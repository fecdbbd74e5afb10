using System.Runtime.CompilerServices;

namespace DittoFs.Web.Tests.Protocols.Golden;

/// <summary>A record that a real client sent.</summary>
/// <param name="Operation">What it is.</param>
/// <param name="Status">What it is answered when its handle is that of an empty share's root.</param>
/// <param name="Record">The record.</param>
internal sealed record GoldenFrame(string Operation, string Status, byte[] Record);

/// <summary>Reads the captured frames beside this file: a line <c># client version | operation | status</c>, then a line of hexadecimal digits.</summary>
internal static class GoldenFrames
{
    private const int HandleBytes = 29;

    /// <summary>All frames of a file, with <paramref name="handle"/> in place of every handle.</summary>
    public static IReadOnlyList<GoldenFrame> Load(string file, byte[] handle, [CallerFilePath] string here = "")
    {
        var lines = File.ReadAllLines(Path.Combine(Path.GetDirectoryName(here)!, file));
        var frames = new List<GoldenFrame>();
        for (var i = 0; i + 1 < lines.Length; i += 2)
        {
            var fields = lines[i].Split('|', StringSplitOptions.TrimEntries);
            frames.Add(new GoldenFrame(fields[1], fields[2], Replace(Convert.FromHexString(lines[i + 1]), handle)));
        }

        return frames;
    }

    /// <summary>A handle is the only field of 29 bytes that begins with the handle version 1.</summary>
    private static byte[] Replace(byte[] record, byte[] handle)
    {
        Assert.Equal(HandleBytes, handle.Length);
        ReadOnlySpan<byte> lengthAndVersion = [0, 0, 0, HandleBytes, 1];
        var from = 0;
        while (record.AsSpan(from).IndexOf(lengthAndVersion) is var at and >= 0)
        {
            from += at + sizeof(uint);
            handle.CopyTo(record, from);
        }

        return record;
    }
}
