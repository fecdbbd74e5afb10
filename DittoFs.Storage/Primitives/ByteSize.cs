using System.ComponentModel;
using System.Globalization;

namespace DittoFs.Storage.Primitives;

/// <summary>A number of bytes that settings may write as <c>512MiB</c>, <c>1GiB</c>, <c>64KB</c> or plainly <c>4096</c>.</summary>
[TypeConverter(typeof(ByteSizeConverter))]
public readonly record struct ByteSize(long Bytes) : IComparable<ByteSize>
{
    private static readonly (string Suffix, long Factor)[] Units =
    [
        ("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("TiB", 1L << 40), ("PiB", 1L << 50),
        ("KB", 1_000L), ("MB", 1_000_000L), ("GB", 1_000_000_000L), ("TB", 1_000_000_000_000L), ("PB", 1_000_000_000_000_000L), ("B", 1L),
    ];

    /// <summary>That many times 1,024 bytes.</summary>
    public static ByteSize FromKibibytes(long count) => new(count << 10);

    /// <summary>That many times 1,024² bytes.</summary>
    public static ByteSize FromMebibytes(long count) => new(count << 20);

    /// <summary>That many times 1,024³ bytes.</summary>
    public static ByteSize FromGibibytes(long count) => new(count << 30);

    /// <summary>Reads a number with an optional unit; a fraction is allowed before a unit (<c>1.5GiB</c>).</summary>
    public static bool TryParse(string? text, out ByteSize size)
    {
        size = default;
        var number = text?.Trim() ?? "";
        var factor = 1L;
        foreach (var (suffix, unit) in Units)
        {
            if (number.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
            {
                (number, factor) = (number[..^suffix.Length].TrimEnd(), unit);
                break;
            }
        }

        if (!decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) || (factor == 1 && value != decimal.Truncate(value)))
        {
            return false;
        }

        if (value > (decimal)long.MaxValue / factor)
        {
            return false;
        }

        size = new ByteSize((long)(value * factor));
        return true;
    }

    /// <summary>Reads what <see cref="TryParse"/> reads.</summary>
    /// <exception cref="FormatException">The text is no size.</exception>
    public static ByteSize Parse(string text) => TryParse(text, out var size)
        ? size
        : throw new FormatException($"'{text}' is not a size: write a number of bytes or one with a unit, such as 512MiB or 1GiB.");

    /// <inheritdoc/>
    public int CompareTo(ByteSize other) => Bytes.CompareTo(other.Bytes);

    /// <summary>The size in the largest binary unit that divides it.</summary>
    public override string ToString()
    {
        for (var i = 4; i >= 0; i--)
        {
            if (Bytes != 0 && Bytes % Units[i].Factor == 0)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{Bytes / Units[i].Factor}{Units[i].Suffix}");
            }
        }

        return string.Create(CultureInfo.InvariantCulture, $"{Bytes}B");
    }

    /// <summary>True if <paramref name="left"/> is smaller.</summary>
    public static bool operator <(ByteSize left, ByteSize right) => left.Bytes < right.Bytes;

    /// <summary>True if <paramref name="left"/> is larger.</summary>
    public static bool operator >(ByteSize left, ByteSize right) => left.Bytes > right.Bytes;

    /// <summary>True if <paramref name="left"/> is not larger.</summary>
    public static bool operator <=(ByteSize left, ByteSize right) => left.Bytes <= right.Bytes;

    /// <summary>True if <paramref name="left"/> is not smaller.</summary>
    public static bool operator >=(ByteSize left, ByteSize right) => left.Bytes >= right.Bytes;
}

/// <summary>Lets configuration binding read a <see cref="ByteSize"/>.</summary>
public sealed class ByteSizeConverter : TypeConverter
{
    /// <inheritdoc/>
    public override bool CanConvertFrom(ITypeDescriptorContext? context, Type sourceType) => sourceType == typeof(string);

    /// <inheritdoc/>
    public override object? ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value) => ByteSize.Parse((string)value);
}
