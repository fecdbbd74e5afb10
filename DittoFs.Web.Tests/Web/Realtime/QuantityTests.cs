using DittoFs.Web.Realtime;

namespace DittoFs.Web.Tests.Web.Realtime;

public sealed class QuantityTests
{
    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(999, "999 B")]
    [InlineData(1000, "0.98 KiB")]
    [InlineData(1024, "1.00 KiB")]
    [InlineData(10_240, "10.0 KiB")]
    [InlineData(1_048_576, "1.00 MiB")]
    [InlineData(1_610_612_736, "1.50 GiB")]
    [InlineData(1_047_527_424, "999 MiB")]
    [InlineData(1_048_051_712, "0.98 GiB")]
    public void Size_OfBytes_HasThreeDigitsAndABinaryUnit(double bytes, string expected) => Assert.Equal(expected, Quantity.Size(bytes));

    [Theory]
    [InlineData(0, "0")]
    [InlineData(3.24, "3.2")]
    [InlineData(12, "12")]
    [InlineData(999, "999")]
    [InlineData(12_345, "12.3k")]
    [InlineData(1_234_567, "1.23M")]
    public void Count_OfThings_IsShort(double count, string expected) => Assert.Equal(expected, Quantity.Count(count));

    [Theory]
    [InlineData(0, "0 ms")]
    [InlineData(8.5e-5, "85.0 µs")]
    [InlineData(0.012, "12.0 ms")]
    [InlineData(0.9996, "1.00 s")]
    [InlineData(4.2, "4.20 s")]
    [InlineData(59.96, "1 min 0 s")]
    [InlineData(7500, "2 h 5 min")]
    public void Duration_OfSeconds_IsInTheLargestUnitThatFits(double seconds, string expected) => Assert.Equal(expected, Quantity.Duration(seconds));

    [Theory]
    [InlineData(4.9, "4 s")]
    [InlineData(200, "3 min 20 s")]
    [InlineData(273_600, "3 d 4 h")]
    [InlineData(-1, "0 s")]
    public void Age_OfATime_IsInWholeUnits(double seconds, string expected) => Assert.Equal(expected, Quantity.Age(TimeSpan.FromSeconds(seconds)));
}
