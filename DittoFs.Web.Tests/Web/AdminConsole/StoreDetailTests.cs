using DittoFs.Web.AdminConsole.Controls;

namespace DittoFs.Web.Tests.Web.AdminConsole;

public sealed class StoreDetailTests
{
    [Theory]
    [InlineData("1073741824 of 2147483648 bytes free.", "1.00 GiB of 2.00 GiB free.")]
    [InlineData("2 % of the budget used, 1048576 bytes not in blocks yet.", "2 % of the budget used, 1.00 MiB not in blocks yet.")]
    [InlineData("Takes changes.", "Takes changes.")]
    public void Read_OfAStoresWords_WritesBytesAsSizes(string detail, string expected) => Assert.Equal(expected, StoreDetail.Read(detail));
}
