using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CsCheck;
using DittoFs.Storage.Metadata;
using DittoFs.Storage.Primitives;

namespace DittoFs.Web.Tests.Storage.Metadata;

public sealed class NameFoldingTests
{
    /// <summary>The table is stored data: a change of this hash is a new fold version, with the old table kept beside it.</summary>
    [Fact]
    public void Table_OfVersion1_IsFrozen()
    {
        var mapping = new StringBuilder();
        foreach (var rune in AllRunes())
        {
            var folded = NameFolding.Fold(rune);
            if (folded != rune)
            {
                mapping.Append(CultureInfo.InvariantCulture, $"{rune.Value:X}>{folded.Value:X};");
            }
        }

        Assert.Equal("a7cb516c66148ff5937dc2adada9dfb4bec8bfcdb35a28054d080faded3053b8", Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(mapping.ToString()))));
    }

    [Fact]
    public void Table_RowsRiseAndMapOntoCharacters()
    {
        var rows = NameFoldingTable.Rows;
        Assert.Equal(0, rows.Length % 4);
        for (var row = 0; row < rows.Length; row += 4)
        {
            Assert.True(rows[row] <= rows[row + 1] && rows[row + 2] is 1 or 2);
            Assert.True(row == 0 || rows[row] > rows[row - 3]);
            Assert.True(Rune.IsValid(rows[row] + rows[row + 3]) && Rune.IsValid(rows[row + 1] + rows[row + 3]));
        }
    }

    [Fact]
    public void Fold_OfEveryCharacter_IsAFixedPointAndNeverGrowsByMoreThanHalf()
    {
        foreach (var rune in AllRunes())
        {
            var folded = NameFolding.Fold(rune);
            Assert.Equal(folded, NameFolding.Fold(folded));
            Assert.True(folded.Utf8SequenceLength * 2 <= rune.Utf8SequenceLength * 3, rune.ToString());
            Assert.Equal(rune.Value is 0 or '/', folded.Value is 0 or '/');
        }
    }

    [Theory]
    [InlineData("Readme.TXT", "readme.txt")]
    [InlineData("ÄÖÜẞ", "äöüß")]
    [InlineData("Ωμέγας", "ωμέγασ")]
    [InlineData("ЖИВОТ", "живот")]
    [InlineData("𐐀", "𐐨")]
    [InlineData("İı", "İı")]
    [InlineData("日本語", "日本語")]
    public void Fold_OfText_IsItsLowerCase(string text, string folded) => Assert.Equal(folded, Encoding.UTF8.GetString(Fold(Encoding.UTF8.GetBytes(text))));

    [Theory]
    [InlineData(new byte[] { 0x41, 0xFF })]
    [InlineData(new byte[] { 0x41, 0xC3 })]
    [InlineData(new byte[] { 0x41, 0xED, 0xA0, 0x80 })]
    [InlineData(new byte[] { 0x41, 0xC0, 0x80 })]
    public void Fold_OfWhatIsNoUtf8_IsItself(byte[] name) => Assert.Equal(name, Fold(name));

    [Fact]
    public void Fold_OfAnyBytes_FitsAndFoldsToItself() => Gen.Byte.Array[1, FileName.BytesMax].Sample(static name =>
    {
        var folded = Fold(name);
        Assert.True(folded.Length <= NameFolding.FoldedBytesMax);
        Assert.Equal(folded, Fold(folded[..Math.Min(folded.Length, FileName.BytesMax)]).AsSpan(0, Math.Min(folded.Length, FileName.BytesMax)).ToArray());
    });

    [Fact]
    public void Fold_OfAnyText_AgreesWithItsSpellings() => Gen.String[1, 60].Sample(static text =>
    {
        var upper = Fold(Encoding.UTF8.GetBytes(text.ToUpperInvariant()));
        var plain = Fold(Encoding.UTF8.GetBytes(text));
        Assert.Equal(plain, upper);
    });

    private static IEnumerable<Rune> AllRunes() => Enumerable.Range(0, 0x110000).Where(Rune.IsValid).Select(static value => new Rune(value));

    private static byte[] Fold(byte[] name)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Math.Max(NameFolding.FoldedBytesMax, name.Length * 2));
        var folded = buffer[..NameFolding.Fold(name, buffer)];
        ArrayPool<byte>.Shared.Return(buffer);
        return folded;
    }
}
