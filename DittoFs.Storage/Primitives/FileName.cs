using System.IO.Hashing;
using System.Text;

namespace DittoFs.Storage.Primitives;

/// <summary>
/// A name in a directory: 1 to 255 bytes, any but '/' and NUL. NFS names are bytes; UTF-8 is a convention, not a rule.
/// <c>.</c> and <c>..</c> are accepted here, because a lookup may ask for them; what makes or removes names refuses them.
/// </summary>
/// <remarks>Refers to the bytes that it was made from and does not own them: who keeps a name keeps a <see cref="Copy"/>.</remarks>
public readonly struct FileName : IEquatable<FileName>
{
    /// <summary>The longest name, in bytes.</summary>
    public const int BytesMax = 255;

    /// <summary>The directory itself.</summary>
    public static readonly FileName Dot = FromText(".");

    /// <summary>The directory that holds it.</summary>
    public static readonly FileName DotDot = FromText("..");

    private readonly ReadOnlyMemory<byte> bytes;

    private FileName(ReadOnlyMemory<byte> bytes) => this.bytes = bytes;

    /// <summary>The bytes of the name.</summary>
    public ReadOnlySpan<byte> Span => bytes.Span;

    /// <summary>The bytes of the name.</summary>
    public ReadOnlyMemory<byte> Memory => bytes;

    /// <summary>True for <c>.</c> and <c>..</c>.</summary>
    public bool IsDotOrDotDot => bytes.Length is 1 or 2 && bytes.Span.TrimStart((byte)'.').IsEmpty;

    /// <summary>True for <c>.</c>.</summary>
    public bool IsDot => bytes.Length == 1 && IsDotOrDotDot;

    /// <summary>Checks <paramref name="bytes"/>: <see cref="FsError.InvalidName"/> when empty or with '/' or NUL, <see cref="FsError.NameTooLong"/> above 255 bytes.</summary>
    public static FsResult<FileName> Create(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return FsError.InvalidName;
        }

        if (bytes.Length > BytesMax)
        {
            return FsError.NameTooLong;
        }

        return bytes.Span.ContainsAny((byte)'/', (byte)0) ? FsError.InvalidName : new FileName(bytes);
    }

    /// <summary>A name from text that is known to be valid; for constants and tests.</summary>
    /// <exception cref="ArgumentException">The text is no valid name.</exception>
    public static FileName FromText(string text)
    {
        var result = Create(Encoding.UTF8.GetBytes(text));
        return result.IsSuccess ? result.Value : throw new ArgumentException($"'{text}' is not a valid name: {result.Error}.", nameof(text));
    }

    /// <summary>The same name in memory of its own.</summary>
    public FileName Copy() => new(bytes.ToArray());

    /// <inheritdoc/>
    public bool Equals(FileName other) => Span.SequenceEqual(other.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is FileName other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => (int)XxHash3.HashToUInt64(Span);

    /// <summary>The name as text, with bytes that are no UTF-8 replaced.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Span);

    /// <summary>True if both have the same bytes.</summary>
    public static bool operator ==(FileName left, FileName right) => left.Equals(right);

    /// <summary>True if the bytes differ.</summary>
    public static bool operator !=(FileName left, FileName right) => !left.Equals(right);
}
