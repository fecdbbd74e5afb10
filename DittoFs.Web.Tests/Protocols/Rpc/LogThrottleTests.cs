using DittoFs.Protocols.Rpc;
using Microsoft.Extensions.Time.Testing;

namespace DittoFs.Web.Tests.Protocols.Rpc;

public sealed class LogThrottleTests
{
    [Fact]
    public void TryPass_LetsOneThroughInEachInterval_AndCountsTheOthers()
    {
        var clock = new FakeTimeProvider();
        var throttle = new LogThrottle(clock, TimeSpan.FromSeconds(10));
        Assert.True(throttle.TryPass(out var others));
        Assert.Equal(0, others);
        for (var i = 0; i < 500; i++)
        {
            Assert.False(throttle.TryPass(out _));
        }

        clock.Advance(TimeSpan.FromSeconds(10));
        Assert.True(throttle.TryPass(out others));
        Assert.Equal(500, others);
        Assert.False(throttle.TryPass(out _));
    }
}
