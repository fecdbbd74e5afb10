using System.Buffers;
using System.Text;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Metadata;

/// <summary>
/// Folds names so that those that differ only in case fold to the same bytes. The mapping is <see cref="NameFoldingTable"/>, data of ours and
/// not the runtime's, because folded names are keys on disk. Bytes that are not UTF-8 fold to themselves.
/// </summary>
public static class NameFolding
{
    /// <summary>The longest folded name in bytes: no folded character is more than half again as long as the original.</summary>
    public const int FoldedBytesMax = FileName.BytesMax * 3 / 2;

    private const int RowLength = 4;

    /// <summary>Folds <paramref name="name"/> into <paramref name="destination"/>, at least <see cref="FoldedBytesMax"/> long.</summary>
    /// <returns>The number of bytes written.</returns>
    public static int Fold(ReadOnlySpan<byte> name, Span<byte> destination)
    {
        if (Ascii.IsValid(name))
        {
            Ascii.ToLower(name, destination, out var written);
            return written;
        }

        return TryFoldUtf8(name, destination, out var length) ? length : Copy(name, destination);
    }

    /// <summary>What one character folds to.</summary>
    public static Rune Fold(Rune rune)
    {
        if (rune.IsAscii)
        {
            return rune.Value is >= 'A' and <= 'Z' ? new Rune(rune.Value | 0x20) : rune;
        }

        var rows = NameFoldingTable.Rows;
        var row = FindRow(rows, rune.Value);
        if (row < 0 || rune.Value > rows[row + 1] || (rune.Value - rows[row]) % rows[row + 2] != 0)
        {
            return rune;
        }

        return new Rune(rune.Value + rows[row + 3]);
    }

    private static bool TryFoldUtf8(ReadOnlySpan<byte> name, Span<byte> destination, out int length)
    {
        length = 0;
        while (!name.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(name, out var rune, out var consumed) != OperationStatus.Done)
            {
                return false;
            }

            length += Fold(rune).EncodeToUtf8(destination[length..]);
            name = name[consumed..];
        }

        return true;
    }

    private static int Copy(ReadOnlySpan<byte> name, Span<byte> destination)
    {
        name.CopyTo(destination);
        return name.Length;
    }

    /// <summary>The index of the last row that begins at or below <paramref name="value"/>, or a negative number.</summary>
    private static int FindRow(ReadOnlySpan<int> rows, int value)
    {
        int low = 0, high = (rows.Length / RowLength) - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            if (rows[middle * RowLength] <= value)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return high * RowLength;
    }
}
