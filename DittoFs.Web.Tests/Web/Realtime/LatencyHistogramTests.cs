using CsCheck;
using DittoFs.Web.Realtime;

namespace DittoFs.Web.Tests.Web.Realtime;

public sealed class LatencyHistogramTests
{
    // Four buckets to a doubling: a bound is at most the fourth root of two above the value.
    private const double ErrorMax = 1.1893;

    [Fact]
    public void Quantile_OfAnyDurations_IsWithinOneBucketAboveTheTrueOne() =>
        Gen.Double[2e-6, 60].Array[1, 200].Sample(durations =>
        {
            var drained = Drain(durations);
            var sorted = durations.Order().ToArray();

            foreach (var fraction in new[] { 0.5, 0.99, 1 })
            {
                var exact = sorted[(int)Math.Ceiling(fraction * sorted.Length) - 1];
                Assert.InRange(drained.Quantile(fraction), exact * 0.999999, exact * ErrorMax);
            }
        });

    [Fact]
    public void Quantile_WithoutDurations_IsZero() => Assert.Equal(0, Drain([]).Quantile(0.99));

    [Theory]
    [InlineData(0)]
    [InlineData(1e-9)]
    [InlineData(1e6)]
    public void Record_BeyondTheRange_CountsInTheOutermostBucket(double seconds) => Assert.Equal(1, Drain([seconds]).Count);

    [Fact]
    public void DrainInto_Twice_GivesNothingTheSecondTime()
    {
        var histogram = new LatencyHistogram();
        histogram.Record(0.5);
        histogram.DrainInto(new LatencyDistribution());

        var second = new LatencyDistribution();
        histogram.DrainInto(second);

        Assert.Equal(0, second.Count);
    }

    private static LatencyDistribution Drain(double[] durations)
    {
        var histogram = new LatencyHistogram();
        Array.ForEach(durations, histogram.Record);
        var drained = new LatencyDistribution();
        histogram.DrainInto(drained);
        return drained;
    }
}
