using System.Text;
using DittoFs.Protocols.Wire;
using DittoFs.Storage.Primitives;

namespace DittoFs.Protocols.Mount.V3.Types;

/// <summary>A path that a client wants to mount (RFC 1813 §5.1.4, <c>dirpath</c>): <c>/share</c> or <c>/share/directory/…</c>.</summary>
internal readonly record struct MountPath(ReadOnlyMemory<byte> Bytes) : IWireDecodable<MountPath>
{
    /// <summary>MNTPATHLEN.</summary>
    public const int BytesMax = 1024;

    private const byte Separator = (byte)'/';

    /// <inheritdoc/>
    public static bool TryDecode(ref XdrReader reader, out MountPath value)
    {
        var read = reader.TryReadOpaque(BytesMax, out var bytes);
        value = new MountPath(bytes);
        return read;
    }

    /// <summary>The path as text, without a slash at its end.</summary>
    public override string ToString() => "/" + Encoding.UTF8.GetString(Bytes.Span.Trim(Separator));

    /// <summary>Takes the share's name from the front.</summary>
    /// <param name="share">The name.</param>
    /// <param name="rest">What follows it.</param>
    public bool TrySplit(out ShareName share, out ReadOnlyMemory<byte> rest)
    {
        var bytes = TrimStart(Bytes);
        var first = TakeName(ref bytes);
        rest = bytes;
        return ShareName.TryParse(Encoding.UTF8.GetString(first.Span), out share);
    }

    /// <summary>Takes the next name from the front of <paramref name="path"/>; empty at its end. Runs of slashes count as one.</summary>
    public static ReadOnlyMemory<byte> TakeName(ref ReadOnlyMemory<byte> path)
    {
        path = TrimStart(path);
        var end = path.Span.IndexOf(Separator);
        var name = end < 0 ? path : path[..end];
        path = TrimStart(path[name.Length..]);
        return name;
    }

    private static ReadOnlyMemory<byte> TrimStart(ReadOnlyMemory<byte> path) => path[(path.Length - path.Span.TrimStart(Separator).Length)..];
}
