using DittoFs.Storage.Primitives;

namespace DittoFs.Protocols.Smb.Names;

/// <summary>Takes paths of the wire apart (MS-SMB2 2.2.13, MS-FSCC 2.1.5): names between backslashes, then maybe a stream.</summary>
internal static class SmbPathSyntax
{
    /// <summary>The longest path in characters.</summary>
    public const int CharactersMax = 32_760;

    private const string DataType = "$DATA";

    /// <summary>Takes <paramref name="path"/> apart; the root of the share is no name at all.</summary>
    /// <param name="path">The path, without a leading backslash.</param>
    /// <param name="names">The names to follow, as they are stored.</param>
    /// <param name="stream">The named stream; empty for the file's own bytes.</param>
    /// <returns>Success, or which of the protocol's errors the path is.</returns>
    public static NtStatus TryParse(string path, out FileName[] names, out string stream)
    {
        (names, stream) = ([], "");
        if (path.StartsWith('\\'))
        {
            return NtStatus.InvalidParameter;
        }

        if (path.Length > CharactersMax)
        {
            return NtStatus.ObjectNameInvalid;
        }

        var status = SplitStream(path, out var plain, out stream);
        if (status != NtStatus.Success || plain.Length == 0)
        {
            return status;
        }

        var parts = plain.TrimEnd('\\').Split('\\');
        names = new FileName[parts.Length];
        for (var index = 0; index < parts.Length && status == NtStatus.Success; index++)
        {
            status = parts[index] is "." or ".." ? NtStatus.ObjectPathSyntaxBad : SmbNames.TryStore(parts[index], out names[index]);
        }

        return status;
    }

    /// <summary>Splits <c>name:stream:$DATA</c>; the type may be left out, and no other type exists here.</summary>
    private static NtStatus SplitStream(string path, out string plain, out string stream)
    {
        var colon = path.IndexOf(':', StringComparison.Ordinal);
        (plain, stream) = (colon < 0 ? path : path[..colon], "");
        if (colon < 0)
        {
            return NtStatus.Success;
        }

        var parts = path[(colon + 1)..].Split(':');
        stream = parts[0];
        var isTyped = parts.Length == 2 && parts[1].Equals(DataType, StringComparison.OrdinalIgnoreCase);
        var isValid = parts.Length == 1 ? stream.Length > 0 : isTyped;
        return isValid && !stream.AsSpan().ContainsAny('\\', '/') ? NtStatus.Success : NtStatus.ObjectNameInvalid;
    }
}
