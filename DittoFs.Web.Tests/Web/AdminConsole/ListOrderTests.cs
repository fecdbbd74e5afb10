using DittoFs.Web.AdminConsole.Controls;

namespace DittoFs.Web.Tests.Web.AdminConsole;

public sealed class ListOrderTests
{
    private static readonly ListOrder<(string Name, int Size)> Order = new(("name", row => row.Name), ("size", row => row.Size));
    private static readonly (string Name, int Size)[] Rows = [("b", 30), ("A", 10), ("c", 2)];

    [Theory]
    [InlineData(null, "A b c")]
    [InlineData("name", "A b c")]
    [InlineData("-name", "c b A")]
    [InlineData("size", "c A b")]
    [InlineData("-size", "b A c")]
    [InlineData("nonsense", "A b c")]
    [InlineData("-nonsense", "A b c")]
    public void Take_OrdersByTheColumnThatTheAddressNames(string? sort, string expected) =>
        Assert.Equal(expected, string.Join(' ', Order.Take(Rows, sort, 0).Select(row => row.Name)));

    [Theory]
    [InlineData(0, 100, 0)]
    [InlineData(2, 50, 200)]
    [InlineData(3, 0, -1)]
    [InlineData(-1, 100, 0)]
    public void Take_ShowsOnePage(int page, int count, int first)
    {
        var rows = Order.Take([.. Enumerable.Range(0, 250).Select(size => ("", size))], "size", page);

        Assert.Equal((count, first), (rows.Count, rows.Count > 0 ? rows[0].Size : -1));
    }
}
