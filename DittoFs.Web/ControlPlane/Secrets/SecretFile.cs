using System.Security.Cryptography;
using DittoFs.Web.Hosting.Platform;

namespace DittoFs.Web.ControlPlane.Secrets;

/// <summary>Random keys that are made once and kept in the data directory with mode 0600.</summary>
internal static class SecretFile
{
    /// <summary>The key in <paramref name="path"/>, made on the first use.</summary>
    /// <exception cref="InvalidDataException">The file has another length: it is not replaced, because what it protects would be lost.</exception>
    public static byte[] ReadOrCreate(string path, int bytesLength)
    {
        if (!File.Exists(path))
        {
            var made = RandomNumberGenerator.GetBytes(bytesLength);
            DurableFile.Replace(path, made);
            return made;
        }

        var key = File.ReadAllBytes(path);
        return key.Length == bytesLength ? key : throw new InvalidDataException($"{path} must have {bytesLength} bytes and has {key.Length}. Restore it from a backup.");
    }
}
