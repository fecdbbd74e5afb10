using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace DittoFs.Web.ControlPlane.ApiKeys;

/// <summary>The form of a key: <c>dfs_PREFIX_SECRET</c>. By the prefix it is found; the secret is 256 bits of chance, so one hash of it is enough.</summary>
internal static class ApiKeyText
{
    /// <summary>How every key begins, so that scanners find those that got lost.</summary>
    public const string Start = "dfs_";

    /// <summary>The length of the prefix.</summary>
    public const int PrefixChars = 10;

    private const int SecretBytes = 32;
    private const int CharsMax = 128;

    /// <summary>A new key.</summary>
    public static string Make() =>
        $"{Start}{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(PrefixChars / 2))}_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes))}";

    /// <summary>The prefix of <paramref name="key"/>; null for what is no key.</summary>
    public static string? PrefixOf(string key) =>
        key.Length is > 0 and <= CharsMax && key.StartsWith(Start, StringComparison.Ordinal) && key.Length > Start.Length + PrefixChars + 1 && key[Start.Length + PrefixChars] == '_'
            ? key.Substring(Start.Length, PrefixChars)
            : null;

    /// <summary>What is kept of a key.</summary>
    public static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
