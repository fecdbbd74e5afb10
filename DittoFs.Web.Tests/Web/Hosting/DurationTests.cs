using CsCheck;
using DittoFs.Web.Hosting.Settings;

namespace DittoFs.Web.Tests.Web.Hosting;

public sealed class DurationTests
{
    [Theory]
    [InlineData("100ms", 100)]
    [InlineData("30s", 30_000)]
    [InlineData("5m", 300_000)]
    [InlineData("1.5h", 5_400_000)]
    [InlineData("1d", 86_400_000)]
    [InlineData("00:00:30", 30_000)]
    [InlineData("0", 0)]
    [InlineData(" 2 S ", 2_000)]
    public void TryParse_OfASpelling_GivesItsTime(string text, long milliseconds)
    {
        Assert.True(Duration.TryParse(text, out var duration));
        Assert.Equal(milliseconds, duration.TotalMilliseconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("30")]
    [InlineData("s")]
    [InlineData("-5s")]
    [InlineData("5 weeks")]
    [InlineData("1e3s")]
    [InlineData("99999999999999999999d")]
    public void TryParse_OfAnythingElse_Fails(string text) => Assert.False(Duration.TryParse(text, out _));

    [Fact]
    public void Format_OfAnyMilliseconds_ReadsBack() => Gen.Long[0, 1L << 40].Sample(milliseconds =>
    {
        var duration = TimeSpan.FromMilliseconds(milliseconds);
        return Duration.TryParse(Duration.Format(duration), out var again) && again == duration;
    });
}
