using DittoFs.Storage.Blocks.S3;

namespace DittoFs.Web.Tests.Storage.Blocks.S3;

public sealed class S3KeysTests
{
    private readonly S3Keys keys = new("nas/", TestRecords.Share(1));

    [Fact]
    public void Key_OfABlock_IsReadBack()
    {
        var key = keys.Block(TestRecords.Block(7));
        Assert.StartsWith($"nas/{TestRecords.Share(1)}/blocks/", key, StringComparison.Ordinal);
        Assert.True(keys.TryParse(key, out var block));
        Assert.Equal(TestRecords.Block(7), block);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{0}store.json")]
    [InlineData("{0}blocks/")]
    [InlineData("{0}blocks/photo.jpg")]
    [InlineData("{0}blocks/00000007-0007-0007-0102-030405060708")]
    [InlineData("{0}blocks/000000070007000701020304050607081")]
    public void Key_OfSomethingElse_IsNoBlock(string format) =>
        Assert.False(keys.TryParse(string.Format(System.Globalization.CultureInfo.InvariantCulture, format, keys.Root), out _));

    [Fact]
    public void Key_OfAnotherSharesBlock_IsNoBlock() => Assert.False(keys.TryParse(new S3Keys("nas/", TestRecords.Share(2)).Block(TestRecords.Block(7)), out _));
}
