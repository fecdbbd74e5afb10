using System.Runtime.CompilerServices;

namespace DittoFs.Web.Tests.Protocols.Golden;

/// <summary>Reads the frames of SMB that clients sent: a line <c># client version | command</c>, then a line of hexadecimal digits.</summary>
internal static class SmbGoldenFrames
{
    /// <summary>All frames.</summary>
    public static IReadOnlyList<byte[]> Load() =>
        [.. File.ReadLines(Path.Combine(FolderOf(), "smb.hex")).Where(line => !line.StartsWith('#')).Select(Convert.FromHexString)];

    private static string FolderOf([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;
}
